-- Tells whether the table that records the version of an agent's schema is there.
select count(*) from information_schema.tables where table_schema = database() and table_name = '{n}agent_schema_version';
