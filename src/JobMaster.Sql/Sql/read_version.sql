-- Reads the version of the schema.
select coalesce(max(version), 0) from {t}schema_version;
