-- Makes jobs live, in the order sent, unless their id is live already; returns those that now are.
-- New ones come without a window: they are created now, and a now-job is due then. Delivered ones come with a window: they were created and
-- due when they were pushed, which must be within the window. They run under the session if it is live, or wait if no session is given.
insert into {t}job (id, state, claim_no, session_id, attempted_at, created_at, scheduled_at, due_at, {given_columns})
select
  id, iif(@session is null, 0, 2), @session is not null, @session, iif(@session is null, null, now),
  iif(@window is null, now, min(due_at, now)),
  iif(@window is null, coalesce(due_at, now + coalesce(delay, 0)), min(due_at, now)),
  iif(@window is null, coalesce(due_at, now + coalesce(delay, 0)), min(due_at, now)),
  {given_columns}
from (select {now} as now) clock
cross join ({given_jobs}) given
where (@window is null or due_at >= now - @window)
  and (@session is null or exists (select 1 from {t}session session where session.id = @session))
on conflict (id) do nothing
returning id, created_at, due_at, attempted_at, coalesce(expires_at < attempted_at, 0);
