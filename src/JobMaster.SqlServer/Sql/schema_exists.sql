-- Checks whether the table that records the schema's version exists.
select case when object_id(N'{t}schema_version', N'U') is null then 0 else 1 end;
