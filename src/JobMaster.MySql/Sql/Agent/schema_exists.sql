-- Checks whether the table that records the version of an agent's schema exists.
select count(*) from information_schema.tables where table_schema = database() and table_name = '{n}agent_schema_version';
