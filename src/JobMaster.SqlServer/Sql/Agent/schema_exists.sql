-- Checks whether the table that records the version of an agent's schema exists.
select case when object_id(N'{t}agent_schema_version', N'U') is null then 0 else 1 end;
