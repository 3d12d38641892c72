-- Tells whether the table that records the schema's version is there. Reading pg_class
-- makes the server look anew: what it remembers of names may be older than the lock.
select exists (select from pg_catalog.pg_class where oid = to_regclass('{t}schema_version'))::integer;
