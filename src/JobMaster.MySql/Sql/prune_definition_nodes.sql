-- Deletes nodes that were not seen for longer than the retention; skips those that are locked.
select id from {t}definition_node
where last_seen_at < {kept_since}
order by id
{skip_locked};
-- then write
delete gone
from ({picked_ids}) picked
straight_join {t}definition_node gone force index (primary) on gone.id = picked.id;
