-- Sets the stage up to which each sink gets an alert. A notice that is being sent, put off or kept quiet keeps its time. A sink that got
-- nothing of an alert gets no notice that it resolved.
update held set
  stage = given.stage,
  due_at = case
    when held.due_at is not null then held.due_at
    when given.stage % 2 = 1 and held.quiet_until > {now} then held.quiet_until
    else {now} end
from ({alert_notices}) given
join {t}alert_notice held on held.alert_id = given.alert_id and held.sink = given.sink
where held.stage < given.stage;
insert into {t}alert_notice (alert_id, sink, stage, sent, due_at)
select given.alert_id, given.sink, given.stage, given.stage - 1, {now}
from ({alert_notices}) given
where given.stage % 2 = 1
  and not exists (select 1 from {t}alert_notice known where known.alert_id = given.alert_id and known.sink = given.sink)
order by given.alert_id, given.sink;
