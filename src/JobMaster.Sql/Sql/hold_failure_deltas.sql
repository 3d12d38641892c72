-- Holds counts of failures that nobody else holds; returns which.
select id from {t}failure_delta
limit @limit
{skip_locked};
