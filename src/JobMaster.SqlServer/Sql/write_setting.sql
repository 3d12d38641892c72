-- Sets one setting.
update {t}setting set value = @value where name = @name;
insert into {t}setting (name, value)
select @name, @value
where not exists (select 1 from {t}setting known where known.name = @name);
