-- Ends the sessions whose beat is still what it was when they were judged; returns which.
delete from {t}session where (id, beat) in (select id, beat from ({seen_sessions}) seen)
returning id;
