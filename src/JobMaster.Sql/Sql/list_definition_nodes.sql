-- Reads every node that was seen lately, and which definitions it has.
select id, name, hashes, first_seen_at, last_seen_at from {t}definition_node order by name, first_seen_at, id;
