-- Holds counts of failures that nobody else holds; returns which.
select top (@limit) id from {t}failure_delta {free};
