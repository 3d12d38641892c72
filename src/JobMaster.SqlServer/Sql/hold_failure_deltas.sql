-- Holds counts of failures that no other transaction holds; returns which.
select top (@limit) id from {t}failure_delta {free};
