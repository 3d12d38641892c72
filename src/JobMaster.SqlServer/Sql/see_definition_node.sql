-- Records that a node runs with these definitions; a known node is seen again.
update {t}definition_node set hashes = @hashes, last_seen_at = {now} where id = @id;
insert into {t}definition_node (id, name, hashes, first_seen_at, last_seen_at)
select @id, @name, @hashes, {now}, {now}
where not exists (select 1 from {t}definition_node known where known.id = @id);
