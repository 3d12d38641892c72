-- Makes jobs live, in the order sent, unless their id is live already; returns those that now are.
-- New ones come without a window: they are created now, and a now-job is due then. Delivered ones come with a window: they were created and
-- due when they were pushed, which must be within the window. They run under the session if it is live, or wait if no session is given.
{patiently}
declare @at datetime2(7) = {now};
insert into {t}job (id, state, claim_no, session_id, attempted_at, created_at, scheduled_at, due_at, {given_columns})
output
  inserted.id, inserted.created_at, inserted.due_at, inserted.attempted_at,
  case when inserted.expires_at < inserted.attempted_at then 1 else 0 end
select
  given.id, case when @session is null then 0 else 2 end, case when @session is null then 0 else 1 end, @session,
  case when @session is not null then @at end,
  case when @window is null or given.due_at > @at then @at else given.due_at end,
  case
    when @window is null then coalesce(given.due_at, case when given.delay > datediff_big(microsecond, @at, {last_time}) then {last_time}
    else dateadd(microsecond, given.delay % 1000000,
        dateadd(second, given.delay / 1000000 % 86400, dateadd(day, given.delay / 1000000 / 86400, @at))) end)
    when given.due_at > @at then @at
    else given.due_at
  end,
  case
    when @window is null then coalesce(given.due_at, case when given.delay > datediff_big(microsecond, @at, {last_time}) then {last_time}
    else dateadd(microsecond, given.delay % 1000000,
        dateadd(second, given.delay / 1000000 % 86400, dateadd(day, given.delay / 1000000 / 86400, @at))) end)
    when given.due_at > @at then @at
    else given.due_at
  end,
  {given_columns}
from ({given_jobs}) given
where given.copy = 1
  and (@window is null or given.due_at >= {before_window})
  and (@session is null or exists (select 1 from {t}session session where session.id = @session))
  and not exists (select 1 from {t}job stored where stored.id = given.id)
order by given.turn;
