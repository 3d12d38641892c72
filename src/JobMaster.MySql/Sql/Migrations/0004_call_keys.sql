-- Adds the keys of calls to the audit, by which a caller finds what a call that it makes again has done.
-- A migration that was ended before it recorded its version runs again. MySQL has no 'add column if not exists', so the table is
-- asked first. Both servers read the comments with a '!'; the driver does not, and so takes the variable in them for no parameter.
set /*! @jobmaster_step */ = (
  select if(count(*) > 0, 'do 0', 'alter table {t}audit add column call_key varchar(200), add key audit_call (call_key, filed_at, id)')
  from information_schema.columns
  where table_schema = database() and table_name = '{n}audit' and column_name = 'call_key');
prepare jobmaster_step from /*! @jobmaster_step */;
execute jobmaster_step;
deallocate prepare jobmaster_step;

insert into {t}schema_version (version, name, applied_at) values (4, 'call_keys', utc_timestamp(6));
