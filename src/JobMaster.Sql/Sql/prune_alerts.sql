-- Deletes alerts that resolved longer ago than their retention.
delete from {t}alert where is_open = 0 and resolved_at < {kept_since};
