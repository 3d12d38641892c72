-- Makes a key of a limit rest until a time, unless it already rests for longer.
insert into {t}limit_key (name, in_use)
select @name, 0
where not exists (select 1 from {t}limit_key known where known.name = @name);
update {t}limit_key set rest_until = case when rest_until > @until then rest_until else @until end where name = @name;
