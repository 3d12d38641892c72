-- Deletes alerts.
delete from {t}alert where id {in_ids};
