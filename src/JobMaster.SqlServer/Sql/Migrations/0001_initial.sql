-- Creates every table and index of the first version. Intervals are microseconds, ids 16 bytes in network order, times UTC.
if schema_id(N'{s}') is null exec(N'create schema {s}');

create table {t}schema_version (
  version int not null primary key,
  name nvarchar(100) collate Latin1_General_100_BIN2 not null,
  applied_at datetime2(7) not null
);

-- The live jobs. state: 0 waiting, 1 parked, 2 running, 3 waiting to run alone (lost_count reached 2), 7 waiting under limits.
-- limits: the keys of its limits, one a line, each behind the character 1 while the job holds a permit of
-- it. unread_by: the names of the readers that found the payload unreadable, with a blank between them.
create table {t}job (
  seq bigint not null identity(1, 1),
  id binary(16) not null,
  created_at datetime2(7) not null,
  scheduled_at datetime2(7) not null,
  due_at datetime2(7) not null,
  attempted_at datetime2(7),
  expires_at datetime2(7),
  session_id binary(16),
  recurring_schedule_id binary(16),
  timeout bigint not null,
  duration bigint,
  progress float,
  claim_no int not null default 0,
  max_retries int not null,
  failures int not null default 0,
  lost_count int not null default 0,
  priority smallint not null,
  state smallint not null default 0,
  parked_reason smallint,
  trigger_source smallint not null,
  cancel_requested bit not null default 0,
  definition_id nvarchar(200) collate Latin1_General_100_BIN2 not null,
  lane nvarchar(100) collate Latin1_General_100_BIN2 not null,
  tenant nvarchar(200) collate Latin1_General_100_BIN2,
  idempotency_key nvarchar(200) collate Latin1_General_100_BIN2,
  trace_parent nvarchar(max) collate Latin1_General_100_BIN2, scheduled_by nvarchar(max) collate Latin1_General_100_BIN2,
  limits nvarchar(1607) collate Latin1_General_100_BIN2,
  error nvarchar(max) collate Latin1_General_100_BIN2,
  progress_text nvarchar(max) collate Latin1_General_100_BIN2,
  unread_by nvarchar(max) collate Latin1_General_100_BIN2,
  metadata nvarchar(max) collate Latin1_General_100_BIN2,
  payload nvarchar(max) collate Latin1_General_100_BIN2,
  constraint {n}job_pkey primary key clustered (seq),
  constraint {n}job_id unique nonclustered (id)
);
create index {n}job_claim on {t}job (lane, priority, due_at, seq) include (lost_count, definition_id) where state = 0;
create index {n}job_solo on {t}job (lane, priority, due_at, seq) include (definition_id) where state = 3;
create index {n}job_parked on {t}job (parked_reason, definition_id, lane) where state = 1;
create index {n}job_running on {t}job (session_id) where state = 2;
create index {n}job_stopping on {t}job (session_id) where cancel_requested = 1;
create index {n}job_expiry on {t}job (expires_at) where expires_at is not null and state <> 2;
create index {n}job_idempotency on {t}job (idempotency_key, id) where idempotency_key is not null;
create index {n}job_schedule on {t}job (recurring_schedule_id) where recurring_schedule_id is not null;
alter table {t}job set (lock_escalation = disable);

-- Finished jobs. state: 4 succeeded, 6 cancelled; with last_result discarded after it failed. The same columns as those of the failed jobs.
create table {t}job_history (
  seq bigint not null identity(1, 1),
  id binary(16) not null,
  finalized_at datetime2(7) not null,
  created_at datetime2(7) not null,
  scheduled_at datetime2(7) not null,
  due_at datetime2(7) not null,
  attempted_at datetime2(7),
  expires_at datetime2(7),
  session_id binary(16),
  recurring_schedule_id binary(16),
  timeout bigint not null,
  duration bigint,
  progress float,
  claim_no int not null,
  max_retries int not null,
  failures int not null,
  lost_count int not null,
  priority smallint not null,
  state smallint not null,
  trigger_source smallint not null,
  definition_id nvarchar(200) collate Latin1_General_100_BIN2 not null,
  lane nvarchar(100) collate Latin1_General_100_BIN2 not null,
  tenant nvarchar(200) collate Latin1_General_100_BIN2,
  idempotency_key nvarchar(200) collate Latin1_General_100_BIN2,
  trace_parent nvarchar(max) collate Latin1_General_100_BIN2, scheduled_by nvarchar(max) collate Latin1_General_100_BIN2,
  limits nvarchar(1607) collate Latin1_General_100_BIN2,
  error nvarchar(max) collate Latin1_General_100_BIN2,
  fingerprint nvarchar(200) collate Latin1_General_100_BIN2,
  progress_text nvarchar(max) collate Latin1_General_100_BIN2,
  metadata nvarchar(max) collate Latin1_General_100_BIN2,
  payload nvarchar(max) collate Latin1_General_100_BIN2,
  result nvarchar(max) collate Latin1_General_100_BIN2,
  last_result smallint,
  constraint {n}job_history_pkey primary key clustered (seq),
  constraint {n}job_history_id unique nonclustered (id)
);
create index {n}job_history_state on {t}job_history (state, finalized_at, id);
create index {n}job_history_definition on {t}job_history (definition_id, finalized_at, id);
create index {n}job_history_lane on {t}job_history (lane, finalized_at, id);
create index {n}job_history_tenant on {t}job_history (tenant, finalized_at, id) where tenant is not null;
create index {n}job_history_key on {t}job_history (idempotency_key, finalized_at, id) where idempotency_key is not null;
create index {n}job_history_discarded on {t}job_history (last_result, id) where last_result is not null;
create index {n}job_history_schedule on {t}job_history (recurring_schedule_id, finalized_at, id) where recurring_schedule_id is not null;
create index {n}job_history_final on {t}job_history (finalized_at, id);
alter table {t}job_history set (lock_escalation = disable);

-- Failed jobs, kept apart for their own retention. last_result: 2 the attempt failed, 6 its worker was lost.
create table {t}job_failed (
  seq bigint not null identity(1, 1),
  id binary(16) not null,
  finalized_at datetime2(7) not null,
  created_at datetime2(7) not null,
  scheduled_at datetime2(7) not null,
  due_at datetime2(7) not null,
  attempted_at datetime2(7),
  expires_at datetime2(7),
  session_id binary(16),
  recurring_schedule_id binary(16),
  timeout bigint not null,
  duration bigint,
  progress float,
  claim_no int not null,
  max_retries int not null,
  failures int not null,
  lost_count int not null,
  priority smallint not null,
  state smallint not null,
  trigger_source smallint not null,
  definition_id nvarchar(200) collate Latin1_General_100_BIN2 not null,
  lane nvarchar(100) collate Latin1_General_100_BIN2 not null,
  tenant nvarchar(200) collate Latin1_General_100_BIN2,
  idempotency_key nvarchar(200) collate Latin1_General_100_BIN2,
  trace_parent nvarchar(max) collate Latin1_General_100_BIN2, scheduled_by nvarchar(max) collate Latin1_General_100_BIN2,
  limits nvarchar(1607) collate Latin1_General_100_BIN2,
  error nvarchar(max) collate Latin1_General_100_BIN2,
  fingerprint nvarchar(200) collate Latin1_General_100_BIN2,
  progress_text nvarchar(max) collate Latin1_General_100_BIN2,
  metadata nvarchar(max) collate Latin1_General_100_BIN2,
  payload nvarchar(max) collate Latin1_General_100_BIN2,
  result nvarchar(max) collate Latin1_General_100_BIN2,
  last_result smallint not null,
  constraint {n}job_failed_pkey primary key clustered (seq),
  constraint {n}job_failed_id unique nonclustered (id)
);
create index {n}job_failed_state on {t}job_failed (state, finalized_at, id);
create index {n}job_failed_definition on {t}job_failed (definition_id, finalized_at, id);
create index {n}job_failed_lane on {t}job_failed (lane, finalized_at, id);
create index {n}job_failed_tenant on {t}job_failed (tenant, finalized_at, id) where tenant is not null;
create index {n}job_failed_fingerprint on {t}job_failed (fingerprint, id);
create index {n}job_failed_group on {t}job_failed (fingerprint, finalized_at, id);
create index {n}job_failed_key on {t}job_failed (idempotency_key, finalized_at, id) where idempotency_key is not null;
create index {n}job_failed_schedule on {t}job_failed (recurring_schedule_id, finalized_at, id) where recurring_schedule_id is not null;
create index {n}job_failed_final on {t}job_failed (finalized_at, id);
alter table {t}job_failed set (lock_escalation = disable);

-- Attempts that did not end their job. result: 2 failed, 4 snoozed, 5 released,
-- 6 lost, 7 parked. payload: the message data it had, if a replay gave the job another.
create table {t}job_attempt (
  job_id binary(16) not null,
  claim_no int not null,
  session_id binary(16),
  attempted_at datetime2(7) not null,
  ended_at datetime2(7) not null,
  duration bigint,
  result smallint not null,
  error nvarchar(max) collate Latin1_General_100_BIN2,
  progress float,
  progress_text nvarchar(max) collate Latin1_General_100_BIN2,
  payload nvarchar(max) collate Latin1_General_100_BIN2,
  constraint {n}job_attempt_pkey primary key clustered (job_id, claim_no) with (ignore_dup_key = on)
);
alter table {t}job_attempt set (lock_escalation = disable);

create table {t}job_log (
  seq bigint not null identity(1, 1),
  job_id binary(16) not null,
  claim_no int not null,
  logged_at datetime2(7) not null,
  level smallint not null,
  text nvarchar(max) collate Latin1_General_100_BIN2 not null,
  constraint {n}job_log_pkey primary key clustered (seq)
);
create index {n}job_log_job on {t}job_log (job_id, seq);
alter table {t}job_log set (lock_escalation = disable);

-- Which job holds a key. turn: rises each time the key is taken anew. expires_at: null for as long as the job is stored.
create table {t}job_key (
  [key] nvarchar(700) collate Latin1_General_100_BIN2 not null,
  key_hash as cast(hashbytes('SHA2_256', [key]) as binary(32)) persisted not null,
  job_id binary(16) not null,
  turn bigint not null default 0,
  created_at datetime2(7) not null,
  expires_at datetime2(7),
  entry bigint,
  constraint {n}job_key_pkey primary key clustered (key_hash) with (ignore_dup_key = on)
);
create index {n}job_key_job on {t}job_key (job_id);
create index {n}job_key_expiry on {t}job_key (expires_at) where expires_at is not null;
alter table {t}job_key set (lock_escalation = disable);

-- The unique key of each job that has one, live or final, no matter which job
-- holds the key now. hold: 1 while the job waits, 2 while it waits or runs.
create table {t}job_unique (
  job_id binary(16) not null,
  [key] nvarchar(700) collate Latin1_General_100_BIN2 not null,
  hold smallint not null,
  constraint {n}job_unique_pkey primary key clustered (job_id) with (ignore_dup_key = on)
);
alter table {t}job_unique set (lock_escalation = disable);

create table {t}session (
  id binary(16) not null,
  worker_name nvarchar(max) collate Latin1_General_100_BIN2 not null,
  node_name nvarchar(max) collate Latin1_General_100_BIN2 not null,
  lanes nvarchar(max) collate Latin1_General_100_BIN2 not null,
  agent_name nvarchar(max) collate Latin1_General_100_BIN2,
  concurrency int not null,
  version nvarchar(max) collate Latin1_General_100_BIN2 not null,
  reader nvarchar(200) collate Latin1_General_100_BIN2,
  beat bigint not null default 0,
  started_at datetime2(7) not null,
  last_beat_at datetime2(7) not null,
  report nvarchar(max) collate Latin1_General_100_BIN2,
  constraint {n}session_pkey primary key clustered (id) with (ignore_dup_key = on)
);
alter table {t}session set (lock_escalation = disable);

create table {t}setting (
  name nvarchar(400) collate Latin1_General_100_BIN2 not null,
  value nvarchar(max) collate Latin1_General_100_BIN2 not null,
  constraint {n}setting_pkey primary key clustered (name)
);
alter table {t}setting set (lock_escalation = disable);

-- What operators did. Rows are inserted with the change they tell of, and never changed.
create table {t}audit (
  id binary(16) not null,
  filed_at datetime2(7) not null,
  operation_id binary(16),
  who nvarchar(200) collate Latin1_General_100_BIN2 not null,
  host nvarchar(200) collate Latin1_General_100_BIN2 not null,
  source nvarchar(200) collate Latin1_General_100_BIN2,
  action nvarchar(200) collate Latin1_General_100_BIN2 not null,
  target_kind nvarchar(100) collate Latin1_General_100_BIN2 not null,
  target_id nvarchar(500) collate Latin1_General_100_BIN2 not null,
  reason nvarchar(max) collate Latin1_General_100_BIN2,
  old_values nvarchar(max) collate Latin1_General_100_BIN2,
  new_values nvarchar(max) collate Latin1_General_100_BIN2,
  constraint {n}audit_pkey primary key clustered (id)
);
create index {n}audit_filed on {t}audit (filed_at, id);
create index {n}audit_target on {t}audit (target_id, filed_at, id);
create index {n}audit_who on {t}audit (who, filed_at, id);
create index {n}audit_operation on {t}audit (operation_id, filed_at, id) where operation_id is not null;
alter table {t}audit set (lock_escalation = disable);

-- What the versions of the code that run, or ran, say about each definition: one row for each content.
create table {t}definition (
  hash nvarchar(200) collate Latin1_General_100_BIN2 not null,
  definition_id nvarchar(200) collate Latin1_General_100_BIN2 not null,
  content nvarchar(max) collate Latin1_General_100_BIN2 not null,
  first_seen_at datetime2(7) not null,
  last_seen_at datetime2(7) not null,
  constraint {n}definition_pkey primary key clustered (hash) with (ignore_dup_key = on)
);
alter table {t}definition set (lock_escalation = disable);

-- The nodes that run, or ran lately, and the hashes of their definitions, a JSON array.
create table {t}definition_node (
  id binary(16) not null,
  name nvarchar(500) collate Latin1_General_100_BIN2 not null,
  hashes nvarchar(max) collate Latin1_General_100_BIN2 not null,
  first_seen_at datetime2(7) not null,
  last_seen_at datetime2(7) not null,
  constraint {n}definition_node_pkey primary key clustered (id)
);
alter table {t}definition_node set (lock_escalation = disable);

-- Operations on many jobs. state: 1 running, 2 paused, 3 done, 4 cancelled, 5 stopped at its maximum.
-- stage: 0 all at once, 1 the first jobs are replayed, 2 they are waited for, 3 the rest. next_at: when it is worked on next; null for now.
create table {t}operation (
  id binary(16) not null,
  cursor_id binary(16),
  counted_id binary(16),
  created_at datetime2(7) not null,
  worked_at datetime2(7) not null,
  ended_at datetime2(7),
  next_at datetime2(7),
  matched bigint not null,
  changed bigint not null,
  unchanged bigint not null,
  running bigint not null,
  on_agent bigint not null,
  gone bigint not null,
  key_held bigint not null,
  unreadable bigint not null,
  state smallint not null,
  stage smallint not null default 0,
  is_capped bit not null,
  is_scanned bit not null,
  spec nvarchar(max) collate Latin1_General_100_BIN2 not null,
  who nvarchar(200) collate Latin1_General_100_BIN2 not null,
  host nvarchar(200) collate Latin1_General_100_BIN2 not null,
  source nvarchar(200) collate Latin1_General_100_BIN2,
  reason nvarchar(max) collate Latin1_General_100_BIN2,
  note nvarchar(max) collate Latin1_General_100_BIN2,
  constraint {n}operation_pkey primary key clustered (id)
);
create index {n}operation_running on {t}operation (worked_at, id) where state = 1;
create index {n}operation_state on {t}operation (state, id);
alter table {t}operation set (lock_escalation = disable);

-- Jobs of an operation that wait for their turn: they were named, or held by others.
create table {t}operation_job (
  operation_id binary(16) not null,
  job_id binary(16) not null,
  constraint {n}operation_job_pkey primary key clustered (operation_id, job_id) with (ignore_dup_key = on)
);
alter table {t}operation_job set (lock_escalation = disable);

-- What operators hold back. kind: 1 a lane is paused, 2 a definition, 3 a worker is cordoned, 4 a worker is stopped and amount is
-- its grace period in microseconds, 5 a worker runs amount jobs at once. host: empty for the workers of this name on every host.
create table {t}operator_control (
  kind smallint not null,
  name nvarchar(400) collate Latin1_General_100_BIN2 not null,
  host nvarchar(200) collate Latin1_General_100_BIN2 not null,
  amount bigint,
  set_at datetime2(7) not null,
  until_at datetime2(7),
  who nvarchar(200) collate Latin1_General_100_BIN2 not null,
  reason nvarchar(max) collate Latin1_General_100_BIN2,
  constraint {n}operator_control_pkey primary key nonclustered (kind, name, host)
);
alter table {t}operator_control set (lock_escalation = disable);

-- One row: the version all settings and controls have together, and the cluster that the tables belong to, null for none yet.
create table {t}control (
  id int not null primary key check (id = 1),
  version bigint not null,
  cluster_id nvarchar(100) collate Latin1_General_100_BIN2
);
alter table {t}control set (lock_escalation = disable);
insert into {t}control (id, version) values (1, 0);

insert into {t}schema_version (version, name, applied_at) values (1, 'initial', sysutcdatetime());
