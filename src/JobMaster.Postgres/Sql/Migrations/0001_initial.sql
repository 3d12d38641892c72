-- Creates the schema and every table, index and function of the first version. Intervals are microseconds.
do $$
begin
  -- Masters and agents with prefixes of their own may share a schema and start at once.
  perform pg_advisory_xact_lock(hashtextextended('jobmaster schema {s}', 0));
  if not exists (select from pg_namespace where nspname = lower('{s}')) then
    create schema {s};
  end if;
end
$$;
create table {t}schema_version (
  version integer primary key,
  name text not null,
  applied_at timestamptz not null
);
-- The live jobs. state: 0 waiting, 1 parked, 2 running, 3 waiting to run alone (lost_count reached 2), 7 waiting under limits.
-- limits: its keys, one a line, each behind the character 1 while the job holds a permit of it. unread_by: readers that found the
-- payload unreadable, a blank between them. Every row is written two or three times within a short life: vacuum it early and often.
create table {t}job (
  id uuid not null,
  seq bigint generated always as identity,
  created_at timestamptz not null, scheduled_at timestamptz not null, due_at timestamptz not null,
  attempted_at timestamptz, expires_at timestamptz,
  session_id uuid, recurring_schedule_id uuid,
  timeout bigint not null,
  duration bigint,
  progress double precision,
  claim_no integer not null default 0,
  max_retries integer not null,
  failures integer not null default 0,
  lost_count integer not null default 0,
  priority smallint not null,
  state smallint not null default 0,
  parked_reason smallint,
  trigger_source smallint not null,
  cancel_requested boolean not null default false,
  definition_id text collate "C" not null,
  lane text collate "C" not null,
  tenant text collate "C",
  idempotency_key text collate "C",
  trace_parent text, scheduled_by text,
  limits text collate "C",
  error text,
  progress_text text,
  unread_by text collate "C",
  metadata text,
  payload text,
  constraint {n}job_pkey primary key (id)
) with (
  autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 1,
  autovacuum_vacuum_insert_scale_factor = 0.2, autovacuum_analyze_scale_factor = 0.1, autovacuum_analyze_threshold = 2000
);
create index {n}job_claim on {t}job (lane, priority, due_at, seq) where state = 0;
create index {n}job_solo on {t}job (lane, priority, due_at, seq) where state = 3;
create index {n}job_parked on {t}job (parked_reason, definition_id, lane, unread_by) where state = 1;
create index {n}job_unread on {t}job (definition_id) where unread_by is not null and state <> 1;
create index {n}job_running on {t}job (session_id) where state = 2;
create index {n}job_stopping on {t}job (session_id) where cancel_requested;
create index {n}job_expiry on {t}job (expires_at) where expires_at is not null and state <> 2;
create index {n}job_idempotency on {t}job (idempotency_key, id) where idempotency_key is not null;

-- Finished jobs by the day (UTC) of their end, with the columns of failed jobs. state: 4 succeeded, 6 cancelled or (last_result) discarded.
create table {t}job_history (
  id uuid not null,
  finalized_at timestamptz not null,
  created_at timestamptz not null,
  scheduled_at timestamptz not null,
  due_at timestamptz not null,
  attempted_at timestamptz,
  expires_at timestamptz,
  session_id uuid,
  recurring_schedule_id uuid,
  timeout bigint not null,
  duration bigint,
  progress double precision,
  claim_no integer not null,
  max_retries integer not null,
  failures integer not null,
  lost_count integer not null,
  priority smallint not null,
  state smallint not null,
  trigger_source smallint not null,
  definition_id text collate "C" not null,
  lane text collate "C" not null,
  tenant text collate "C",
  idempotency_key text collate "C",
  trace_parent text, scheduled_by text,
  limits text collate "C",
  error text,
  fingerprint text collate "C",
  progress_text text,
  metadata text,
  payload text,
  result text,
  last_result smallint
) partition by range (finalized_at);
create index {n}job_history_id on {t}job_history (id);
create index {n}job_history_state on {t}job_history (state, finalized_at);
create index {n}job_history_definition on {t}job_history (definition_id, finalized_at);
create index {n}job_history_lane on {t}job_history (lane, finalized_at);
create index {n}job_history_tenant on {t}job_history (tenant, finalized_at) where tenant is not null;
create index {n}job_history_discarded on {t}job_history (id) where last_result is not null;
create index {n}job_history_key on {t}job_history (idempotency_key, finalized_at) where idempotency_key is not null;

-- Failed jobs, kept apart for their own retention. last_result: 2 the attempt failed, 6 its worker was lost.
create table {t}job_failed (
  id uuid not null,
  finalized_at timestamptz not null,
  created_at timestamptz not null,
  scheduled_at timestamptz not null,
  due_at timestamptz not null,
  attempted_at timestamptz,
  expires_at timestamptz,
  session_id uuid,
  recurring_schedule_id uuid,
  timeout bigint not null,
  duration bigint,
  progress double precision,
  claim_no integer not null,
  max_retries integer not null,
  failures integer not null,
  lost_count integer not null,
  priority smallint not null,
  state smallint not null,
  trigger_source smallint not null,
  definition_id text collate "C" not null,
  lane text collate "C" not null,
  tenant text collate "C",
  idempotency_key text collate "C",
  trace_parent text, scheduled_by text,
  limits text collate "C",
  error text,
  fingerprint text collate "C",
  progress_text text,
  metadata text,
  payload text,
  result text,
  last_result smallint not null,
  constraint {n}job_failed_pkey primary key (id)
);
create index {n}job_failed_state on {t}job_failed (state, finalized_at);
create index {n}job_failed_definition on {t}job_failed (definition_id, finalized_at);
create index {n}job_failed_lane on {t}job_failed (lane, finalized_at);
create index {n}job_failed_tenant on {t}job_failed (tenant, finalized_at) where tenant is not null;
create index {n}job_failed_fingerprint on {t}job_failed (fingerprint, id);
create index {n}job_failed_group on {t}job_failed (fingerprint, finalized_at);
create index {n}job_failed_key on {t}job_failed (idempotency_key, finalized_at) where idempotency_key is not null;

-- Attempts that did not end their job. result: 2 failed, 4 snoozed, 5 released, 6 lost, 7 parked. payload: the one that a replay replaced.
create table {t}job_attempt (
  job_id uuid not null,
  claim_no integer not null,
  session_id uuid,
  attempted_at timestamptz not null,
  ended_at timestamptz not null,
  duration bigint,
  result smallint not null,
  error text,
  progress double precision,
  progress_text text,
  payload text,
  constraint {n}job_attempt_pkey primary key (job_id, claim_no)
);

create table {t}job_log (
  seq bigint generated always as identity,
  job_id uuid not null,
  claim_no integer not null,
  logged_at timestamptz not null,
  level smallint not null,
  text text not null,
  constraint {n}job_log_pkey primary key (job_id, seq)
);

-- Which job holds a key. turn: rises each time the key is taken anew. expires_at: null for as long as the job is stored.
create table {t}job_key (
  key text collate "C" not null,
  job_id uuid not null,
  turn bigint not null default 0,
  created_at timestamptz not null,
  expires_at timestamptz,
  constraint {n}job_key_pkey primary key (key)
);
create index {n}job_key_job on {t}job_key (job_id);
create index {n}job_key_expiry on {t}job_key (expires_at) where expires_at is not null;

-- The unique key of each job that has one, live or final, whichever job holds it now. hold: 1 while it waits, 2 while it waits or runs.
create table {t}job_unique (
  job_id uuid not null,
  key text collate "C" not null,
  hold smallint not null,
  constraint {n}job_unique_pkey primary key (job_id)
);

-- A row is updated with every heartbeat, so each page keeps room for it.
create table {t}session (
  id uuid not null,
  worker_name text not null,
  node_name text not null,
  lanes text not null,
  agent_name text,
  concurrency integer not null,
  version text not null,
  reader text collate "C",
  beat bigint not null default 0,
  started_at timestamptz not null,
  last_beat_at timestamptz not null,
  report text,
  constraint {n}session_pkey primary key (id)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);

create table {t}setting (
  name text not null,
  value text not null,
  constraint {n}setting_pkey primary key (name)
);

-- What operators did. Rows are inserted with the change they tell of, and never changed.
create table {t}audit (
  id uuid not null,
  filed_at timestamptz not null,
  operation_id uuid,
  who text collate "C" not null,
  host text collate "C" not null,
  source text collate "C",
  action text collate "C" not null,
  target_kind text collate "C" not null,
  target_id text collate "C" not null,
  reason text,
  old_values text,
  new_values text,
  constraint {n}audit_pkey primary key (id)
);
create index {n}audit_filed on {t}audit (filed_at, id);
create index {n}audit_target on {t}audit (target_id, filed_at, id);
create index {n}audit_who on {t}audit (who, filed_at, id);
create index {n}audit_operation on {t}audit (operation_id, filed_at, id) where operation_id is not null;

-- What the versions of the code that run, or ran, say about each definition: one row for each content.
create table {t}definition (
  hash text collate "C" not null,
  definition_id text collate "C" not null,
  content text not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  constraint {n}definition_pkey primary key (hash)
);

-- The nodes that run, or ran lately, and the hashes of their definitions, a JSON array.
create table {t}definition_node (
  id uuid not null,
  name text not null,
  hashes text not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  constraint {n}definition_node_pkey primary key (id)
);

-- Operations on many jobs. state: 1 running, 2 paused, 3 done, 4 cancelled, 5 stopped at its maximum.
create table {t}operation (
  id uuid not null,
  cursor_id uuid, counted_id uuid,
  created_at timestamptz not null,
  worked_at timestamptz not null,
  ended_at timestamptz,
  matched bigint not null,
  changed bigint not null,
  unchanged bigint not null,
  running bigint not null,
  on_agent bigint not null,
  gone bigint not null,
  key_held bigint not null, unreadable bigint not null,
  state smallint not null,
  is_capped boolean not null,
  is_scanned boolean not null,
  spec text not null,
  who text not null,
  host text not null,
  source text,
  reason text,
  constraint {n}operation_pkey primary key (id)
);
create index {n}operation_running on {t}operation (worked_at, id) where state = 1;
create index {n}operation_state on {t}operation (state, id);

-- Jobs of an operation that wait for their turn: they were named, or held by others.
create table {t}operation_job (
  operation_id uuid not null,
  job_id uuid not null,
  constraint {n}operation_job_pkey primary key (operation_id, job_id)
);

-- What operators hold back. kind: 1 a lane is paused, 2 a definition, 3 a worker is cordoned, 4 a worker is stopped and amount is
-- its grace period in microseconds, 5 a worker runs amount jobs at once. host: empty for the workers of this name on every host.
create table {t}operator_control (
  kind smallint not null,
  name text collate "C" not null,
  host text collate "C" not null,
  amount bigint,
  set_at timestamptz not null,
  until_at timestamptz,
  who text not null,
  reason text,
  constraint {n}operator_control_pkey primary key (kind, name, host)
);

-- One row: the version all settings and controls have together, and the cluster that the tables belong to, null for none yet.
create table {t}control (
  id integer primary key check (id = 1),
  version bigint not null,
  cluster_id text collate "C"
);
insert into {t}control (id, version) values (1, 0);

-- The time in an id of version 7, or in one made for an agent (8a6e), else null; and the earliest end of a job with this id: a day before,
-- for clocks that differ. A time still to come is that of a clock ahead by an unknown time, so that it says nothing.
create function {t}time_of(id uuid) returns timestamptz language sql immutable parallel safe as $$
  select case when substr(id::text, 15, 1) = '7' or substr(id::text, 15, 4) = '8a6e'
    then to_timestamp((('x' || substr(replace(id::text, '-', ''), 1, 12))::bit(48)::bigint) / 1000.0) end
$$;
create function {t}earliest_end(id uuid) returns timestamptz language sql stable parallel safe as $$
  select case when {t}time_of(id) <= statement_timestamp() + interval '1 hour'
    then {t}time_of(id) - interval '1 day' else timestamptz '-infinity' end
$$;

-- Adds the missing partitions of an instant's day and of so many days after it; returns how many. Runs with the rights of its owner, so
-- that those who finish jobs need none to create tables. Adding one blocks neither readers nor writers, and gives up after 50 ms.
create function {t}prepare_history(at timestamptz, days bigint) returns integer
language plpgsql security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '2s'
as $$
declare
  first_day date := (at at time zone 'UTC')::date;
  part text;
  added integer := 0;
begin
  for offset_days in 0 .. least(days, 60)::integer loop
    part := '{t}job_history_' || to_char(first_day + offset_days, 'YYYYMMDD');
    continue when to_regclass(part) is not null;
    if added = 0 then
      perform pg_advisory_xact_lock(hashtextextended('jobmaster history {t}', 0));
      perform set_config('lock_timeout', '50ms', true);
      -- Reading pg_class makes the server look anew: what it remembers of names may be older than the lock.
      continue when exists (select from pg_class where oid = to_regclass(part));
    end if;
    execute format('create table %s (like {t}job_history including defaults)', part);
    execute format(
      'alter table {t}job_history attach partition %s for values from (%L) to (%L)', part,
      to_char(first_day + offset_days, 'YYYY-MM-DD') || ' 00:00:00+00',
      to_char(first_day + offset_days + 1, 'YYYY-MM-DD') || ' 00:00:00+00');
    added := added + 1;
  end loop;
  return added;
end
$$;

-- Drops the oldest partition if all of it is older than an instant; returns how many jobs it held,
-- roughly if they were many, null if there is no such partition, and -1 if it could not be had for
-- itself within 50 ms: then a reader is at work, and finishing must not queue behind the drop.
create function {t}drop_history(older_than timestamptz) returns bigint
language plpgsql security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '50ms'
as $$
declare
  oldest record;
  held bigint;
begin
  select inhrelid::regclass as part, relpages, reltuples into oldest
  from pg_inherits
  join pg_class on pg_class.oid = inhrelid
  where inhparent = '{t}job_history'::regclass
    and case when relname ~ '_[0-9]{8}$' then (to_date(right(relname, 8), 'YYYYMMDD') + 1)::timestamp at time zone 'UTC' <= older_than end
  order by relname
  limit 1;
  if not found then
    return null;
  end if;
  if oldest.relpages > 2000 then
    held := greatest(oldest.reltuples, 1);
  else
    execute format('select count(*) from %s', oldest.part) into held;
  end if;
  execute format('drop table %s', oldest.part);
  return held;
exception
  -- Of a partition that another has just dropped nothing is left but its number, which is no name: a syntax error.
  when lock_not_available or undefined_table or syntax_error then
    return -1;
end
$$;

-- They act with their owner's rights, so only those who are granted it may call them.
revoke execute on function {t}prepare_history(timestamptz, bigint) from public;
revoke execute on function {t}drop_history(timestamptz) from public;

select {t}prepare_history(statement_timestamp(), 4);

insert into {t}schema_version (version, name, applied_at) values (1, 'initial', statement_timestamp());
