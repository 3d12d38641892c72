-- Notes how much of an alert each sink is to be sent. One that is being sent, put off or kept quiet keeps its time.
-- A sink that was sent nothing of an alert is not told that it resolved. The stage is set last: the due time is decided by the one before.
insert into {t}alert_notice (alert_id, sink, stage, sent, due_at)
select given.alert_id, given.sink, given.stage, given.stage - 1, {now}
from ({alert_notices}) given
where given.stage % 2 = 1
  or exists (select 1 from {t}alert_notice known where known.alert_id = given.alert_id and known.sink = given.sink)
order by given.alert_id, given.sink
on duplicate key update
  due_at = case
    when {t}alert_notice.stage >= values(stage) then {t}alert_notice.due_at
    when {t}alert_notice.due_at is not null then {t}alert_notice.due_at
    when values(stage) % 2 = 1 and {t}alert_notice.quiet_until > {now} then {t}alert_notice.quiet_until
    else {now} end,
  stage = greatest({t}alert_notice.stage, values(stage));
