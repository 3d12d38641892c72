-- Adds the keys of calls to the audit, by which a caller finds what a call that it makes again has done.
alter table {t}audit add column call_key text;
create index {n}audit_call on {t}audit (call_key, filed_at, id) where call_key is not null;

insert into {t}schema_version (version, name, applied_at)
values (4, 'call_keys', cast((julianday('now') - 2440587.5) * 86400000 as integer) * 1000);
