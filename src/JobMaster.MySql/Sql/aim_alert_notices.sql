-- Sets the stage up to which each sink gets an alert. A notice that is being sent, put off or kept quiet keeps its time. A sink that got
-- nothing of an alert gets no notice that it resolved. The stage is set last, because the due time depends on the previous one.
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
