-- Finds waiting and parked jobs whose expiry has passed, and holds them; skips those that are locked.
select top (@limit) id, claim_no from {t}job {free}
where expires_at is not null and state <> 2 and expires_at < {now}
order by expires_at;
