-- Holds jobs that still wait at a gate, passing over those that are locked;
-- returns which. One that was moved to later meanwhile is due no more.
select id from {t}job force index (job_id)
where id {in_ids} and state = 7 and due_at <= {now}
order by id
{skip_locked};
