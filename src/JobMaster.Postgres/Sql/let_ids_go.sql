-- Deletes the placeholders that the same transaction made to hold ids. Until it ends, another transaction that inserts one of the ids still
-- waits for it.
delete from {t}job where id {in_ids};
