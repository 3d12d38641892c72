-- Deletes the definitions that no node has had for longer than the retention, but those that one is just writing.
delete from {t}definition {free}
where last_seen_at < {kept_since};
