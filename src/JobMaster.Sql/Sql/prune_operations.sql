-- Deletes operations that ended longer ago than their retention.
delete from {t}operation where ended_at < {kept_since};
