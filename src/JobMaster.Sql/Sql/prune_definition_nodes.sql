-- Deletes the nodes that were not seen for longer than the retention, except those that are being seen right now.
delete from {t}definition_node
where id in (
  select id from {t}definition_node
  where last_seen_at < {kept_since}
  order by id
  {skip_locked});
