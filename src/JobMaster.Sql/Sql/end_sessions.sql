-- Ends these sessions.
delete from {t}session where id {in_ids};
