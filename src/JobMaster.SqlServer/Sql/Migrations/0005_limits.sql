-- Adds the tables of limits.
-- Jobs that wait under limits. gate: the key they wait for; empty until they are due, an exclamation
-- mark while they are parked, a tilde and the lane while that is paused. priority: 0 until they are due.
create table {t}job_gate (
  job_id binary(16) not null,
  gate nvarchar(400) collate Latin1_General_100_BIN2 not null,
  priority smallint not null,
  due_at datetime2(7) not null,
  seq bigint not null,
  constraint {n}job_gate_pkey primary key clustered (job_id)
);
create index {n}job_gate_order on {t}job_gate (gate, priority, due_at, seq);
alter table {t}job_gate set (lock_escalation = disable);

-- Limits, and what operators override of them (source 2), of all keys or of one.
create table {t}limit_rule (
  name nvarchar(200) collate Latin1_General_100_BIN2 not null,
  source smallint not null,
  scope_key nvarchar(400) collate Latin1_General_100_BIN2 not null,
  scope smallint not null,
  scope_of nvarchar(400) collate Latin1_General_100_BIN2,
  spec nvarchar(max) collate Latin1_General_100_BIN2 not null,
  until_at datetime2(7),
  set_at datetime2(7) not null,
  who nvarchar(200) collate Latin1_General_100_BIN2,
  reason nvarchar(max) collate Latin1_General_100_BIN2,
  constraint {n}limit_rule_pkey primary key nonclustered (name, source, scope_key)
);
alter table {t}limit_rule set (lock_escalation = disable);

-- What of each key of a limit is in use, but for what was given back since.
-- next_at: the next start by the rate. rest_until: none starts before.
-- held_by: of a key that keeps order, the job that was last given the turn.
create table {t}limit_key (
  name nvarchar(400) collate Latin1_General_100_BIN2 not null,
  in_use bigint not null,
  next_at datetime2(7),
  rest_until datetime2(7),
  held_by binary(16),
  constraint {n}limit_key_pkey primary key clustered (name) with (ignore_dup_key = on)
);
alter table {t}limit_key set (lock_escalation = disable);

-- Permits that were given back and are not added up yet.
create table {t}limit_ledger (
  id binary(16) not null,
  name nvarchar(400) collate Latin1_General_100_BIN2 not null,
  freed bigint not null,
  constraint {n}limit_ledger_pkey primary key clustered (id)
);
create index {n}limit_ledger_name on {t}limit_ledger (name) include (freed);
alter table {t}limit_ledger set (lock_escalation = disable);

insert into {t}schema_version (version, name, applied_at) values (5, 'limits', sysutcdatetime());
