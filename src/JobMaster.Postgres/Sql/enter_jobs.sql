-- Makes jobs live, in the order sent, unless their id is live already; returns those that now are.
-- New ones come without a window: they are created now, and a now-job is due then. Delivered ones come with a window: they were created and
-- due when they were pushed, which must be within the window. They run under the session if it is live, or wait if no session is given.
insert into {t}job (id, state, claim_no, session_id, attempted_at, created_at, scheduled_at, due_at, {given_columns})
select
  id, case when @session is null then 0 else 2 end, case when @session is null then 0 else 1 end, @session,
  case when @session is not null then {now} end,
  case when @window is null then {now} else least(due_at, {now}) end,
  case when @window is null
    then coalesce(due_at, least({now} + delay * interval '1 microsecond', timestamptz '9999-12-31 23:59:59.999999+00'))
    else least(due_at, {now})
  end,
  case when @window is null
    then coalesce(due_at, least({now} + delay * interval '1 microsecond', timestamptz '9999-12-31 23:59:59.999999+00'))
    else least(due_at, {now})
  end,
  {given_columns}
from ({given_jobs}) given
where (@window is null or due_at >= {now} - @window * interval '1 microsecond')
  and (@session is null or exists (select 1 from {t}session session where session.id = @session))
on conflict (id) do nothing
returning id, created_at, due_at, attempted_at, coalesce(expires_at < attempted_at, false)::integer;
