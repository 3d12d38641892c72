-- Finds failed jobs whose retention is over, the oldest first; skips those that are held.
select top (@limit) id from {t}job_failed {free}
where state = 5 and finalized_at < {kept_since}
order by finalized_at;
