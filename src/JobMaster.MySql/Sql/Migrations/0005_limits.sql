-- Adds the tables of limits.
-- Jobs that wait under limits. gate: the key they wait for; empty until they are due, an exclamation
-- mark while they are parked, a tilde and the lane while that is paused. priority: 0 until they are due.
create table if not exists {t}job_gate (
  job_id binary(16) not null,
  gate varchar(400) not null,
  priority smallint not null,
  due_at datetime(6) not null,
  seq bigint not null,
  primary key (job_id),
  key job_gate_order (gate, priority, due_at, seq)
) {bytes};

-- Limits, and what operators override of them (source 2), of all keys or of one.
create table if not exists {t}limit_rule (
  name varchar(200) not null,
  source smallint not null,
  scope_key varchar(400) not null,
  scope smallint not null,
  scope_of varchar(400),
  spec longtext not null,
  until_at datetime(6),
  set_at datetime(6) not null,
  who varchar(200),
  reason longtext,
  primary key (name, source, scope_key)
) {bytes};

-- What of each key of a limit is in use, but for what was given back since.
-- next_at: the next start by the rate. rest_until: none starts before.
-- held_by: of a key that keeps order, the job that was last given the turn.
create table if not exists {t}limit_key (
  name varchar(400) not null,
  in_use bigint not null,
  next_at datetime(6),
  rest_until datetime(6),
  held_by binary(16),
  primary key (name)
) {bytes};

-- Permits that were given back and are not added up yet.
create table if not exists {t}limit_ledger (
  id binary(16) not null,
  name varchar(400) not null,
  freed bigint not null,
  primary key (id),
  key limit_ledger_name (name)
) {bytes};

insert into {t}schema_version (version, name, applied_at) values (5, 'limits', utc_timestamp(6));
