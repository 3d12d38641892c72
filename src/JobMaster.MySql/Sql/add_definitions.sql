-- Stores definitions that are not known, in the order of their hashes.
insert into {t}definition (hash, definition_id, content, first_seen_at, last_seen_at)
select given.hash, given.definition_id, given.content, {now}, {now}
from ({definitions}) given
order by given.hash
on duplicate key update {t}definition.hash = {t}definition.hash;
