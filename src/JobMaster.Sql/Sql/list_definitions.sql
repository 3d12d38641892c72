-- Reads every definition.
select definition_id, hash, content, first_seen_at, last_seen_at from {t}definition order by definition_id, first_seen_at, hash;
