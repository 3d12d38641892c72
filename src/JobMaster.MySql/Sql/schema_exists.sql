-- Checks whether the table that records the schema's version exists.
select count(*) from information_schema.tables where table_schema = database() and table_name = '{n}schema_version';
