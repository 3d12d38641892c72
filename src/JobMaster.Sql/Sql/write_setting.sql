-- Sets one setting.
insert into {t}setting (name, value) values (@name, @value)
on conflict (name) do update set value = excluded.value;
