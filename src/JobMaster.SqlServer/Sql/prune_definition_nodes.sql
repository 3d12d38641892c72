-- Deletes the nodes that were not seen for longer than the retention, but those that are just seen.
delete from {t}definition_node {free}
where last_seen_at < {kept_since};
