-- Deletes the alerts given.
delete from {t}alert where id {in_ids};
