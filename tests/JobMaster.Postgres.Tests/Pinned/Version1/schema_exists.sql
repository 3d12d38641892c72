-- Tells whether the table that records the schema's version is there.
select (to_regclass('{t}schema_version') is not null)::integer;
