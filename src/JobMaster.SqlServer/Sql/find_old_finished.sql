-- Finds finished jobs whose retention is over, the oldest first; skips those that are locked.
select top (@limit) id from {t}job_history {free}
where finalized_at < {kept_since}
order by finalized_at;
