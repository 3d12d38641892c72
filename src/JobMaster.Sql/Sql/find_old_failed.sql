-- Finds failed jobs whose retention is over, the oldest first; skips those that are held.
select id from {t}job_failed where state = 5 and finalized_at < {kept_since}
order by finalized_at
limit @limit
{skip_locked};
