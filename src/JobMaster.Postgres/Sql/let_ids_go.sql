-- Deletes places that the same transaction has made to hold ids. Until
-- it ends, a transaction that inserts one of the ids still waits for it.
delete from {t}job where id {in_ids};
