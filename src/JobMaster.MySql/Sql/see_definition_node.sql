-- Records that a node runs, and the definitions it knows.
insert into {t}definition_node (id, name, hashes, first_seen_at, last_seen_at)
values (@id, @name, @hashes, {now}, {now})
on duplicate key update hashes = values(hashes), last_seen_at = values(last_seen_at);
