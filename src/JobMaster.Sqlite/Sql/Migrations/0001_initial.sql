-- Creates every table and index of the first version. Times and intervals are microseconds, ids 16 bytes in network order.
create table if not exists {t}schema_version (
  version integer primary key,
  name text not null,
  applied_at integer not null
);

-- The live jobs. state: 0 waiting, 1 parked, 2 running, 3 waiting to run alone (lost_count reached 2), 7 waiting under limits.
-- limits: the keys of its limits, one a line, each behind the character 1 while the job holds a permit of
-- it. unread_by: the names of the readers that found the payload unreadable, with a blank between them.
create table {t}job (
  seq integer primary key autoincrement,
  id blob not null unique,
  definition_id text not null,
  lane text not null,
  priority integer not null,
  state integer not null default 0,
  created_at integer not null,
  scheduled_at integer not null,
  due_at integer not null,
  timeout integer not null,
  max_retries integer not null,
  failures integer not null default 0,
  lost_count integer not null default 0,
  claim_no integer not null default 0,
  session_id blob,
  attempted_at integer,
  duration integer,
  expires_at integer,
  cancel_requested integer not null default 0,
  parked_reason integer,
  unread_by text,
  trigger_source integer not null,
  recurring_schedule_id blob,
  tenant text,
  idempotency_key text,
  trace_parent text, scheduled_by text,
  limits text,
  error text,
  progress real,
  progress_text text,
  metadata text,
  payload text
);
-- Each ends with seq unsaid: the row id closes every index entry.
create index {n}job_claim on {t}job (lane, priority, due_at) where state = 0;
create index {n}job_solo on {t}job (lane, priority, due_at) where state = 3;
create index {n}job_parked on {t}job (parked_reason, definition_id, lane, unread_by) where state = 1;
create index {n}job_unread on {t}job (definition_id) where unread_by is not null and state <> 1;
create index {n}job_running on {t}job (session_id) where state = 2;
create index {n}job_stopping on {t}job (session_id) where cancel_requested = 1;
create index {n}job_expiry on {t}job (expires_at) where expires_at is not null and state <> 2;
create index {n}job_idempotency on {t}job (idempotency_key, id) where idempotency_key is not null;

-- Finished jobs. state: 4 succeeded, 6 cancelled. The same columns as those of the failed jobs.
create table {t}job_history (
  id blob not null unique,
  definition_id text not null,
  lane text not null,
  priority integer not null,
  state integer not null,
  finalized_at integer not null,
  created_at integer not null,
  scheduled_at integer not null,
  due_at integer not null,
  timeout integer not null,
  max_retries integer not null,
  failures integer not null,
  lost_count integer not null,
  claim_no integer not null,
  session_id blob,
  attempted_at integer,
  duration integer,
  expires_at integer,
  trigger_source integer not null,
  recurring_schedule_id blob,
  tenant text,
  idempotency_key text,
  trace_parent text, scheduled_by text,
  limits text,
  error text,
  progress real,
  progress_text text,
  metadata text,
  payload text,
  result text,
  last_result integer,
  fingerprint text
);
create index {n}job_history_state on {t}job_history (state, finalized_at, id);
create index {n}job_history_definition on {t}job_history (definition_id, finalized_at, id);
create index {n}job_history_lane on {t}job_history (lane, finalized_at, id);
create index {n}job_history_discarded on {t}job_history (id) where last_result is not null;
create index {n}job_history_tenant on {t}job_history (tenant, finalized_at, id) where tenant is not null;
create index {n}job_history_key on {t}job_history (idempotency_key, finalized_at, id) where idempotency_key is not null;

-- Failed jobs, kept apart for their own retention. last_result: 2 the attempt failed, 6 its worker was lost.
create table {t}job_failed (
  id blob not null unique,
  definition_id text not null,
  lane text not null,
  priority integer not null,
  state integer not null,
  finalized_at integer not null,
  created_at integer not null,
  scheduled_at integer not null,
  due_at integer not null,
  timeout integer not null,
  max_retries integer not null,
  failures integer not null,
  lost_count integer not null,
  claim_no integer not null,
  session_id blob,
  attempted_at integer,
  duration integer,
  expires_at integer,
  trigger_source integer not null,
  recurring_schedule_id blob,
  tenant text,
  idempotency_key text,
  trace_parent text, scheduled_by text,
  limits text,
  error text,
  progress real,
  progress_text text,
  metadata text,
  payload text,
  result text,
  last_result integer not null,
  fingerprint text
);
create index {n}job_failed_state on {t}job_failed (state, finalized_at, id);
create index {n}job_failed_definition on {t}job_failed (definition_id, finalized_at, id);
create index {n}job_failed_lane on {t}job_failed (lane, finalized_at, id);
create index {n}job_failed_fingerprint on {t}job_failed (fingerprint, id);
create index {n}job_failed_group on {t}job_failed (fingerprint, finalized_at, id);
create index {n}job_failed_tenant on {t}job_failed (tenant, finalized_at, id) where tenant is not null;
create index {n}job_failed_key on {t}job_failed (idempotency_key, finalized_at, id) where idempotency_key is not null;

-- Attempts that did not end their job. result: 2 failed, 4 snoozed, 5 released,
-- 6 lost, 7 parked. payload: the message data it had, if a replay gave the job another.
create table {t}job_attempt (
  job_id blob not null,
  claim_no integer not null,
  session_id blob,
  attempted_at integer not null,
  ended_at integer not null,
  duration integer,
  result integer not null,
  error text,
  progress real,
  progress_text text,
  payload text,
  primary key (job_id, claim_no)
) without rowid;

create table {t}job_log (
  seq integer primary key autoincrement,
  job_id blob not null,
  claim_no integer not null,
  logged_at integer not null,
  level integer not null,
  text text not null
);
create index {n}job_log_job on {t}job_log (job_id);

-- Which job holds a key. turn: rises each time the key is taken anew. expires_at: null for as long as the job is stored.
create table {t}job_key (
  key text not null primary key,
  job_id blob not null,
  turn integer not null default 0,
  created_at integer not null,
  expires_at integer
) without rowid;
create index {n}job_key_job on {t}job_key (job_id);
create index {n}job_key_expiry on {t}job_key (expires_at) where expires_at is not null;

-- The unique key of each job that has one, live or final, no matter which job
-- holds the key now. hold: 1 while the job waits, 2 while it waits or runs.
create table {t}job_unique (
  job_id blob not null primary key,
  key text not null,
  hold integer not null
) without rowid;

create table {t}session (
  id blob not null primary key,
  worker_name text not null,
  node_name text not null,
  lanes text not null,
  agent_name text,
  concurrency integer not null,
  version text not null,
  reader text,
  beat integer not null default 0,
  started_at integer not null,
  last_beat_at integer not null,
  report text
) without rowid;

create table {t}setting (
  name text not null primary key,
  value text not null
) without rowid;

-- What operators did. Rows are inserted with the change they tell of, and never changed.
create table {t}audit (
  id blob not null,
  filed_at integer not null,
  who text not null,
  host text not null,
  source text,
  action text not null,
  target_kind text not null,
  target_id text not null,
  reason text,
  old_values text,
  new_values text,
  operation_id blob
);
create index {n}audit_filed on {t}audit (filed_at, id);
create index {n}audit_target on {t}audit (target_id, filed_at, id);
create index {n}audit_who on {t}audit (who, filed_at, id);
create index {n}audit_operation on {t}audit (operation_id, filed_at, id) where operation_id is not null;

-- What the versions of the code that run, or ran, say about each definition: one row for each content.
create table {t}definition (
  hash text not null primary key,
  definition_id text not null,
  content text not null,
  first_seen_at integer not null,
  last_seen_at integer not null
) without rowid;

-- The nodes that run, or ran lately, and the hashes of their definitions, a JSON array.
create table {t}definition_node (
  id blob not null primary key,
  name text not null,
  hashes text not null,
  first_seen_at integer not null,
  last_seen_at integer not null
) without rowid;

-- Operations on many jobs. state: 1 running, 2 paused, 3 done, 4 cancelled, 5 stopped at its maximum.
create table {t}operation (
  id blob not null primary key,
  state integer not null,
  spec text not null,
  who text not null,
  host text not null,
  source text,
  reason text,
  created_at integer not null,
  worked_at integer not null,
  ended_at integer,
  matched integer not null,
  is_capped integer not null,
  is_scanned integer not null,
  cursor_id blob,
  counted_id blob,
  changed integer not null,
  unchanged integer not null,
  running integer not null,
  on_agent integer not null,
  gone integer not null,
  key_held integer not null,
  unreadable integer not null
) without rowid;
create index {n}operation_running on {t}operation (worked_at, id) where state = 1;
create index {n}operation_state on {t}operation (state, id);

-- Jobs of an operation that wait for their turn: they were named, or held by others.
create table {t}operation_job (
  operation_id blob not null,
  job_id blob not null,
  primary key (operation_id, job_id)
) without rowid;

-- What operators hold back. kind: 1 a lane is paused, 2 a definition, 3 a worker is cordoned, 4 a worker is stopped and amount is
-- its grace period in microseconds, 5 a worker runs amount jobs at once. host: empty for the workers of this name on every host.
create table {t}operator_control (
  kind integer not null,
  name text not null,
  host text not null,
  amount integer,
  set_at integer not null,
  until_at integer,
  who text not null,
  reason text,
  primary key (kind, name, host)
) without rowid;

-- One row: the version all settings and controls have together, and the cluster that the tables belong to, null for none yet.
create table {t}control (
  id integer primary key check (id = 1),
  version integer not null,
  cluster_id text
);
insert into {t}control (id, version) values (1, 0);

insert into {t}schema_version (version, name, applied_at)
values (1, 'initial', cast((julianday('now') - 2440587.5) * 86400000 as integer) * 1000);
