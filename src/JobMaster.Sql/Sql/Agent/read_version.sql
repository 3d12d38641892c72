-- Reads the version of an agent's schema.
select coalesce(max(version), 0) from {t}agent_schema_version;
