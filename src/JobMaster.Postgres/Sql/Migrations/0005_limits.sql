-- Adds the tables of limits.

-- Jobs that wait under limits. gate: the key they wait for; empty until they are due, an exclamation
-- mark while they are parked, a tilde and the lane while that is paused. priority: 0 until they are due.
create table {t}job_gate (
  job_id uuid primary key,
  gate text collate "C" not null,
  priority smallint not null,
  due_at timestamptz not null,
  seq bigint not null
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 1);
create index {n}job_gate_order on {t}job_gate (gate, priority, due_at, seq);

-- Limits, and what operators override of them (source 2), of all keys or of one.
create table {t}limit_rule (
  name text collate "C" not null,
  source smallint not null,
  scope_key text collate "C" not null,
  scope smallint not null,
  scope_of text,
  spec text not null,
  until_at timestamptz,
  set_at timestamptz not null,
  who text,
  reason text,
  primary key (name, source, scope_key)
);

-- What of each key of a limit is in use, but for what was given back since.
-- next_at: the next start by the rate. rest_until: none starts before.
-- held_by: of a key that keeps order, the job that was last given the turn.
create table {t}limit_key (
  name text collate "C" primary key,
  in_use bigint not null,
  next_at timestamptz,
  rest_until timestamptz,
  held_by uuid
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 200, autovacuum_vacuum_cost_delay = 1);

-- Permits that were given back and are not added up yet.
create table {t}limit_ledger (
  id uuid primary key,
  name text collate "C" not null,
  freed bigint not null
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 1);
create index {n}limit_ledger_name on {t}limit_ledger (name);

insert into {t}schema_version (version, name, applied_at) values (5, 'limits', statement_timestamp());
