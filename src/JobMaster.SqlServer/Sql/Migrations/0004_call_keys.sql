-- Adds the keys of calls to the audit, by which a caller finds what a call that it makes again has done.
alter table {t}audit add call_key nvarchar(200) collate Latin1_General_100_BIN2;
create index {n}audit_call on {t}audit (call_key, filed_at, id) where call_key is not null;

insert into {t}schema_version (version, name, applied_at) values (4, 'call_keys', sysutcdatetime());
