-- Deletes live jobs that the same transaction has copied elsewhere.
delete from {t}job where id {in_ids};
