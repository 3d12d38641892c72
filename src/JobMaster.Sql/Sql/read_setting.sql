-- Reads the value of one setting; no row when it is not set.
select value from {t}setting where name = @name;
