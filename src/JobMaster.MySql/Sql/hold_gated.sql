-- Holds jobs that still wait at a gate and skips those that are locked; returns which. A job that was moved to later meanwhile is no longer
-- due.
select id from {t}job force index (job_id)
where id {in_ids} and state = 7 and due_at <= {now}
order by id
{skip_locked};
