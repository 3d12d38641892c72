-- Stores parked placeholders (reason 3) that hold the ids of delivered jobs that must not run, unless the jobs are live or failed. Returns
-- which. The id of a failed job is not held, because a replay takes the failed job first and then the id.
insert into {t}job (id, definition_id, lane, priority, state, parked_reason, created_at, scheduled_at, due_at, timeout, max_retries,
    trigger_source)
select sent.id, @unseen, @unseen, 3, 1, 3, clock.now, clock.now, clock.now, 1, 0, 1
from (select {now} as now) clock
cross join json_to_recordset(@jobs) as sent (id uuid, due_at bigint, quarantine text)
where (sent.quarantine is not null or timestamptz 'epoch' + sent.due_at * interval '1 microsecond' < clock.now - @window * interval
    '1 microsecond')
  and not exists (select 1 from {t}job_failed failed where failed.id = sent.id)
order by sent.id
on conflict (id) do nothing
returning id;
