-- Adds the tables of limits.

-- Jobs that wait under limits. gate: the key they wait for; empty until they are due, an exclamation
-- mark while they are parked, a tilde and the lane while that is paused. priority: 0 until they are due.
create table {t}job_gate (
  job_id blob not null primary key,
  gate text not null,
  priority integer not null,
  due_at integer not null,
  seq integer not null
) without rowid;
create index {n}job_gate_order on {t}job_gate (gate, priority, due_at, seq);

-- Limits, and what operators override of them (source 2), of all keys or of one.
create table {t}limit_rule (
  name text not null,
  source integer not null,
  scope_key text not null,
  scope integer not null,
  scope_of text,
  spec text not null,
  until_at integer,
  set_at integer not null,
  who text,
  reason text,
  primary key (name, source, scope_key)
) without rowid;

-- What of each key of a limit is in use, but for what was given back since.
-- next_at: the next start by the rate. rest_until: none starts before.
-- held_by: of a key that keeps order, the job that was last given the turn.
create table {t}limit_key (
  name text not null primary key,
  in_use integer not null,
  next_at integer,
  rest_until integer,
  held_by blob
) without rowid;

-- Permits that were given back and are not added up yet.
create table {t}limit_ledger (
  id blob not null primary key,
  name text not null,
  freed integer not null
) without rowid;
create index {n}limit_ledger_name on {t}limit_ledger (name);

insert into {t}schema_version (version, name, applied_at)
values (5, 'limits', cast((julianday('now') - 2440587.5) * 86400000 as integer) * 1000);
