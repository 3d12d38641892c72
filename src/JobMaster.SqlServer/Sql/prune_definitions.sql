-- Deletes the definitions that no node has had for longer than the retention, except those that one is writing right now.
delete from {t}definition {free}
where last_seen_at < {kept_since};
