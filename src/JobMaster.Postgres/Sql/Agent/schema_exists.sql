-- Tells whether the table that records the version of an agent's schema is there.
select (to_regclass('{t}agent_schema_version') is not null)::integer;
