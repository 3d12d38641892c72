-- Checks whether the table that records the schema's version exists. Reading pg_class makes the server look again: its cached names may be
-- older than the lock.
select exists (select from pg_catalog.pg_class where oid = to_regclass('{t}schema_version'))::integer;
