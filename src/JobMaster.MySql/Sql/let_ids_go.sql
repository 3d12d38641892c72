-- Deletes the placeholders that the same transaction made to hold ids. Until it ends, another transaction that inserts one of the ids still
-- waits for it.
delete gone from {t}job gone force index (job_id) where gone.id {in_ids};
