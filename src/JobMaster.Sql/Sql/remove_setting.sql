-- Removes one setting.
delete from {t}setting where name = @name;
