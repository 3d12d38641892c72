-- Adds recurring schedules, the ledger of their occurrences and the profiles in use.
-- Indexing the live jobs keeps writers out of them meanwhile: they hold only live work, so not for long.
set local lock_timeout = '10s';

-- state: 1 active, 2 paused, 3 inactive, 4 ended, 5 cancelled. misfire: 1 run once, 2 run all,
-- 3 skip. overlap: 1 allow, 2 skip, 3 wait, 4 cancel running. profile_id is empty for schedules
-- made at run time. A row is updated with every occurrence, so each page keeps room for it.
create table {t}schedule (
  id uuid not null,
  profile_id text collate "C" not null default '',
  key text collate "C",
  state smallint not null,
  version bigint not null,
  revision bigint not null,
  definition_id text collate "C" not null,
  lane text collate "C" not null,
  priority smallint not null,
  timeout bigint not null,
  max_retries integer not null,
  payload text,
  metadata text,
  tenant text collate "C",
  type_id text collate "C" not null,
  expression text not null,
  zone_id text collate "C",
  start_after timestamptz,
  end_before timestamptz,
  anchor timestamptz not null,
  misfire smallint not null,
  misfire_grace bigint not null,
  misfire_limit integer not null,
  overlap smallint not null,
  next_at timestamptz,
  last_at timestamptz,
  last_job_id uuid,
  is_waiting boolean not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique_rule text,
  constraint {n}schedule_pkey primary key (id)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 500);
create unique index {n}schedule_key on {t}schedule (profile_id, key) where key is not null;
create index {n}schedule_due on {t}schedule (next_at) where state = 1 and next_at is not null;

-- What became of each occurrence. result: 1 fired, 2 skipped, 3 coalesced, 4 run by hand.
-- A row with last_at stands for all occurrences from occurs_at to last_at: so many, or at least so many if is_exact is false.
create table {t}schedule_occurrence (
  schedule_id uuid not null,
  occurs_at timestamptz not null,
  last_at timestamptz,
  filed_at timestamptz not null,
  job_id uuid,
  occurrences bigint not null default 1,
  is_exact boolean not null default true,
  result smallint not null,
  by_hand boolean not null,
  cause text,
  constraint {n}schedule_occurrence_pkey primary key (schedule_id, occurs_at, by_hand)
);
create index {n}schedule_occurrence_filed on {t}schedule_occurrence (filed_at);
create index {n}schedule_occurrence_range on {t}schedule_occurrence (schedule_id, last_at) where last_at is not null;

-- What the versions of the code that run, or ran, say about each profile.
create table {t}schedule_profile (
  revision bigint generated always as identity,
  profile_id text collate "C" not null,
  hash text collate "C" not null,
  declared_revision bigint not null,
  keys text not null,
  beat bigint not null,
  advertised_at timestamptz not null,
  constraint {n}schedule_profile_pkey primary key (revision),
  constraint {n}schedule_profile_content unique (profile_id, hash)
);

-- The jobs of a schedule.
create index {n}job_schedule on {t}job (recurring_schedule_id) where recurring_schedule_id is not null;
create index {n}job_history_schedule on {t}job_history (recurring_schedule_id, finalized_at) where recurring_schedule_id is not null;
create index {n}job_failed_schedule on {t}job_failed (recurring_schedule_id, finalized_at) where recurring_schedule_id is not null;

-- The instant at so many microseconds since the Unix epoch.
create function {t}instant(microseconds bigint) returns timestamptz
language sql immutable parallel safe
as $$
  select timestamptz 'epoch' + microseconds / 1000000 * interval '1 second' + microseconds % 1000000 * interval '1 microsecond'
$$;

-- Names of sessions, which outlive them: a timeline tells who ran an attempt.
create table {t}session_name (
  id uuid not null,
  worker_name text not null,
  node_name text not null,
  ended_at timestamptz,
  constraint {n}session_name_pkey primary key (id)
);
create index {n}session_name_ended on {t}session_name (ended_at) where ended_at is not null;

insert into {t}schema_version (version, name, applied_at) values (2, 'schedules', statement_timestamp());
