-- Holds counts of failures that no other transaction holds; returns which.
select id from {t}failure_delta
limit @limit
{skip_locked};
