-- Stores a message unless its id is here.
insert into {t}agent_message (id, lane, priority, body, pushed_at, available_at)
select @id, @lane, @priority, @body, {clock}, {clock}
where not exists (select 1 from {t}agent_message stored where stored.id = @id);
