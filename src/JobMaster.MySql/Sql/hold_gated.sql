-- Holds jobs that still wait at a gate, passing over those that are locked; returns which.
select id from {t}job force index (job_id)
where id {in_ids} and state = 7
order by id
{skip_locked};
