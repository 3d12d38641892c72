-- Finds waiting and parked jobs whose expiry has passed, and holds them; skips those that are locked.
select id, claim_no from {t}job
where expires_at is not null and state <> 2 and expires_at < {now}
order by expires_at
limit @limit
{skip_locked};
