-- Sets the stage up to which each sink gets an alert. A notice that is being sent, put off or kept quiet keeps its time. A sink that got
-- nothing of an alert gets no notice that it resolved.
insert into {t}alert_notice as held (alert_id, sink, stage, sent, due_at)
select alert_id, sink, stage, stage - 1, {now}
from ({alert_notices}) given
where stage % 2 = 1 or exists (select 1 from {t}alert_notice known where known.alert_id = given.alert_id and known.sink = given.sink)
order by alert_id, sink
on conflict (alert_id, sink) do update set
  stage = excluded.stage,
  due_at = case
    when held.due_at is not null then held.due_at
    when excluded.stage % 2 = 1 and held.quiet_until > {now} then held.quiet_until
    else {now} end
where held.stage < excluded.stage;
