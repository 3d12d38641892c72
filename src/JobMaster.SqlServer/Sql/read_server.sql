-- Reads the kind of server and database: version, edition, compatibility level, whether it is read-only, whether readers see row versions.
select
  cast(coalesce(serverproperty(N'ProductMajorVersion'), 0) as int), cast(serverproperty(N'EngineEdition') as int),
  cast(compatibility_level as int),
  case when databasepropertyex(db_name(), N'Updateability') = N'READ_WRITE' then 0 else 1 end,
  cast(is_read_committed_snapshot_on as int)
from sys.databases
where database_id = db_id();
