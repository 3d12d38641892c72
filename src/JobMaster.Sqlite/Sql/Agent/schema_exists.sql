-- Checks whether the table that records the version of an agent's schema exists.
select count(*) from sqlite_master where type = 'table' and name = '{n}agent_schema_version';
