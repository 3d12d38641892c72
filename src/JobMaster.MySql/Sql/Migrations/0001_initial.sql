-- Creates every table and index of the first version. Intervals are microseconds, ids 16 bytes in network order, times UTC.
-- A server commits each statement for itself, so that a migration that was cut short runs again from its start.
create table if not exists {t}schema_version (
  version integer not null primary key,
  name varchar(100) not null,
  applied_at datetime(6) not null
) {bytes};

-- The live jobs. state: 0 waiting, 1 parked, 2 running, 3 waiting to run alone (lost_count reached 2), 7 waiting under limits.
-- limits: the keys of its limits, one a line, each behind the character 1 while the job holds a
-- permit of it. unread_by: the names of the readers that found the payload unreadable, with a blank
-- between them. entry: what the statement that wrote the row last tells it by, where it must.
create table if not exists {t}job (
  seq bigint not null auto_increment,
  id binary(16) not null,
  created_at datetime(6) not null,
  scheduled_at datetime(6) not null,
  due_at datetime(6) not null,
  attempted_at datetime(6),
  expires_at datetime(6),
  session_id binary(16),
  recurring_schedule_id binary(16),
  timeout bigint not null,
  duration bigint,
  entry bigint,
  progress double,
  claim_no integer not null default 0,
  max_retries integer not null,
  failures integer not null default 0,
  lost_count integer not null default 0,
  priority smallint not null,
  state smallint not null default 0,
  parked_reason smallint,
  trigger_source smallint not null,
  cancel_requested tinyint not null default 0,
  definition_id varchar(200) not null,
  lane varchar(100) not null,
  tenant varchar(200),
  idempotency_key varchar(200),
  trace_parent longtext, scheduled_by longtext,
  limits varchar(1607),
  error longtext,
  progress_text longtext,
  unread_by longtext,
  metadata longtext,
  payload longtext,
  primary key (seq),
  unique key job_id (id),
  key job_claim (state, lane, priority, due_at),
  key job_parked (state, parked_reason, definition_id, lane, unread_by(64)),
  key job_running (state, session_id),
  key job_stopping (cancel_requested, session_id),
  key job_expiry (expires_at),
  key job_schedule (recurring_schedule_id),
  key job_idempotency (idempotency_key, id)
) {bytes};

-- Finished jobs. state: 4 succeeded, 6 cancelled; with last_result discarded after it failed. The same columns as those of the failed jobs.
create table if not exists {t}job_history (
  id binary(16) not null,
  finalized_at datetime(6) not null,
  created_at datetime(6) not null,
  scheduled_at datetime(6) not null,
  due_at datetime(6) not null,
  attempted_at datetime(6),
  expires_at datetime(6),
  session_id binary(16),
  recurring_schedule_id binary(16),
  timeout bigint not null,
  duration bigint,
  progress double,
  claim_no integer not null,
  max_retries integer not null,
  failures integer not null,
  lost_count integer not null,
  priority smallint not null,
  state smallint not null,
  trigger_source smallint not null,
  definition_id varchar(200) not null,
  lane varchar(100) not null,
  tenant varchar(200),
  idempotency_key varchar(200),
  trace_parent longtext, scheduled_by longtext,
  limits varchar(1607),
  error longtext,
  fingerprint varchar(200),
  progress_text longtext,
  metadata longtext,
  payload longtext,
  result longtext,
  last_result smallint,
  primary key (id),
  key job_history_state (state, finalized_at, id),
  key job_history_definition (definition_id, finalized_at, id),
  key job_history_lane (lane, finalized_at, id),
  key job_history_tenant (tenant, finalized_at, id),
  key job_history_key (idempotency_key, finalized_at, id),
  key job_history_discarded (last_result, id),
  key job_history_schedule (recurring_schedule_id, finalized_at, id)
) {bytes};

-- Failed jobs, kept apart for their own retention. last_result: 2 the attempt failed, 6 its worker was lost.
create table if not exists {t}job_failed (
  id binary(16) not null,
  finalized_at datetime(6) not null,
  created_at datetime(6) not null,
  scheduled_at datetime(6) not null,
  due_at datetime(6) not null,
  attempted_at datetime(6),
  expires_at datetime(6),
  session_id binary(16),
  recurring_schedule_id binary(16),
  timeout bigint not null,
  duration bigint,
  entry bigint,
  progress double,
  claim_no integer not null,
  max_retries integer not null,
  failures integer not null,
  lost_count integer not null,
  priority smallint not null,
  state smallint not null,
  trigger_source smallint not null,
  definition_id varchar(200) not null,
  lane varchar(100) not null,
  tenant varchar(200),
  idempotency_key varchar(200),
  trace_parent longtext, scheduled_by longtext,
  limits varchar(1607),
  error longtext,
  fingerprint varchar(200),
  progress_text longtext,
  metadata longtext,
  payload longtext,
  result longtext,
  last_result smallint not null,
  primary key (id),
  key job_failed_state (state, finalized_at, id),
  key job_failed_definition (definition_id, finalized_at, id),
  key job_failed_lane (lane, finalized_at, id),
  key job_failed_tenant (tenant, finalized_at, id),
  key job_failed_fingerprint (fingerprint, id),
  key job_failed_group (fingerprint, finalized_at, id),
  key job_failed_key (idempotency_key, finalized_at, id),
  key job_failed_schedule (recurring_schedule_id, finalized_at, id)
) {bytes};

-- Attempts that did not end their job. result: 2 failed, 4 snoozed, 5 released,
-- 6 lost, 7 parked. payload: the message data it had, if a replay gave the job another.
create table if not exists {t}job_attempt (
  job_id binary(16) not null,
  claim_no integer not null,
  session_id binary(16),
  attempted_at datetime(6) not null,
  ended_at datetime(6) not null,
  duration bigint,
  result smallint not null,
  error longtext,
  progress double,
  progress_text longtext,
  payload longtext,
  primary key (job_id, claim_no)
) {bytes};

create table if not exists {t}job_log (
  seq bigint not null auto_increment,
  job_id binary(16) not null,
  claim_no integer not null,
  logged_at datetime(6) not null,
  level smallint not null,
  text longtext not null,
  primary key (seq),
  key job_log_job (job_id, seq)
) {bytes};

-- Which job holds a key. turn: rises each time the key is taken anew. expires_at: null for as long as the job is stored.
create table if not exists {t}job_key (
  `key` varchar(700) not null,
  job_id binary(16) not null,
  turn bigint not null default 0,
  created_at datetime(6) not null,
  expires_at datetime(6),
  entry bigint,
  primary key (`key`),
  key job_key_job (job_id),
  key job_key_expiry (expires_at)
) {bytes};

-- The unique key of each job that has one, live or final, no matter which job
-- holds the key now. hold: 1 while the job waits, 2 while it waits or runs.
create table if not exists {t}job_unique (
  job_id binary(16) not null,
  `key` varchar(700) not null,
  hold smallint not null,
  primary key (job_id)
) {bytes};

create table if not exists {t}session (
  id binary(16) not null,
  worker_name longtext not null,
  node_name longtext not null,
  lanes longtext not null,
  agent_name longtext,
  concurrency integer not null,
  version longtext not null,
  reader varchar(200),
  beat bigint not null default 0,
  started_at datetime(6) not null,
  last_beat_at datetime(6) not null,
  report longtext,
  primary key (id)
) {bytes};

create table if not exists {t}setting (
  name varchar(400) not null,
  value longtext not null,
  primary key (name)
) {bytes};

-- What operators did. Rows are inserted with the change they tell of, and never changed.
create table if not exists {t}audit (
  id binary(16) not null,
  filed_at datetime(6) not null,
  operation_id binary(16),
  who varchar(200) not null,
  host varchar(200) not null,
  source varchar(200),
  action varchar(200) not null,
  target_kind varchar(100) not null,
  target_id varchar(500) not null,
  reason longtext,
  old_values longtext,
  new_values longtext,
  primary key (id),
  key audit_filed (filed_at, id),
  key audit_target (target_id, filed_at, id),
  key audit_who (who, filed_at, id),
  key audit_operation (operation_id, filed_at, id)
) {bytes};

-- What the versions of the code that run, or ran, say about each definition: one row for each content.
create table if not exists {t}definition (
  hash varchar(200) not null,
  definition_id varchar(200) not null,
  content longtext not null,
  first_seen_at datetime(6) not null,
  last_seen_at datetime(6) not null,
  primary key (hash)
) {bytes};

-- The nodes that run, or ran lately, and the hashes of their definitions, a JSON array.
create table if not exists {t}definition_node (
  id binary(16) not null,
  name varchar(500) not null,
  hashes longtext not null,
  first_seen_at datetime(6) not null,
  last_seen_at datetime(6) not null,
  primary key (id)
) {bytes};

-- Operations on many jobs. state: 1 running, 2 paused, 3 done, 4 cancelled, 5 stopped at its maximum.
-- stage: 0 all at once, 1 the first jobs are replayed, 2 they are waited for, 3 the rest. next_at: when it is worked on next; null for now.
create table if not exists {t}operation (
  id binary(16) not null,
  cursor_id binary(16),
  counted_id binary(16),
  created_at datetime(6) not null,
  worked_at datetime(6) not null,
  ended_at datetime(6),
  next_at datetime(6),
  matched bigint not null,
  changed bigint not null,
  unchanged bigint not null,
  running bigint not null,
  on_agent bigint not null,
  gone bigint not null,
  key_held bigint not null,
  unreadable bigint not null,
  entry bigint,
  state smallint not null,
  stage smallint not null default 0,
  is_capped tinyint not null,
  is_scanned tinyint not null,
  spec longtext not null,
  who varchar(200) not null,
  host varchar(200) not null,
  source varchar(200),
  reason longtext,
  note longtext,
  primary key (id),
  key operation_running (state, worked_at, id),
  key operation_state (state, id)
) {bytes};

-- Jobs of an operation that wait for their turn: they were named, or held by others.
create table if not exists {t}operation_job (
  operation_id binary(16) not null,
  job_id binary(16) not null,
  primary key (operation_id, job_id)
) {bytes};

-- What operators hold back. kind: 1 a lane is paused, 2 a definition, 3 a worker is cordoned, 4 a worker is stopped and amount is
-- its grace period in microseconds, 5 a worker runs amount jobs at once. host: empty for the workers of this name on every host.
create table if not exists {t}operator_control (
  kind smallint not null,
  name varchar(400) not null,
  host varchar(200) not null,
  amount bigint,
  set_at datetime(6) not null,
  until_at datetime(6),
  who varchar(200) not null,
  reason longtext,
  primary key (kind, name, host)
) {bytes};

-- One row: the version all settings and controls have together, and the cluster that the tables belong to, null for none yet.
create table if not exists {t}control (
  id integer not null primary key check (id = 1),
  version bigint not null,
  cluster_id varchar(100)
) {bytes};
insert into {t}control (id, version) values (1, 0) on duplicate key update id = 1;

insert into {t}schema_version (version, name, applied_at) values (1, 'initial', utc_timestamp(6));
