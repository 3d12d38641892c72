-- Stores a setting.
insert into {t}setting (name, value) values (@name, @value)
on duplicate key update value = values(value);
