-- Stores the definitions that are not stored yet.
insert into {t}definition (hash, definition_id, content, first_seen_at, last_seen_at)
select hash, definition_id, content, {now}, {now}
from ({definitions}) given
order by hash;
