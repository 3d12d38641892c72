-- Records that a node runs with these definitions; a known node is seen again.
insert into {t}definition_node (id, name, hashes, first_seen_at, last_seen_at)
values (@id, @name, @hashes, {now}, {now})
on conflict (id) do update
set hashes = excluded.hashes, last_seen_at = excluded.last_seen_at;
