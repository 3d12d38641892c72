-- Checks whether the table that records the schema's version exists.
select count(*) from sqlite_master where type = 'table' and name = '{n}schema_version';
