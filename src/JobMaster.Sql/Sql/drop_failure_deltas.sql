-- Deletes counts of failures that the same transaction has added to their groups.
delete from {t}failure_delta where id {in_ids};
