-- Ends the sessions whose beat has not changed since they were judged; returns which.
delete from {t}session where (id, beat) in (select id, beat from ({seen_sessions}) seen)
returning id;
