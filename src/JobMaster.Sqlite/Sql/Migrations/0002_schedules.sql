-- Adds recurring schedules, the ledger of their occurrences and the profiles in use.
-- state: 1 active, 2 paused, 3 inactive, 4 ended, 5 cancelled. misfire: 1 run once, 2 run all, 3 skip.
-- overlap: 1 allow, 2 skip, 3 wait, 4 cancel running. profile_id is empty for schedules made at run time.
create table {t}schedule (
  id blob not null primary key,
  profile_id text not null default '',
  key text,
  state integer not null,
  version integer not null,
  revision integer not null,
  definition_id text not null,
  lane text not null,
  priority integer not null,
  timeout integer not null,
  max_retries integer not null,
  payload text,
  metadata text,
  tenant text,
  type_id text not null,
  expression text not null,
  zone_id text,
  start_after integer,
  end_before integer,
  anchor integer not null,
  misfire integer not null,
  misfire_grace integer not null,
  misfire_limit integer not null,
  overlap integer not null,
  next_at integer,
  last_at integer,
  last_job_id blob,
  is_waiting integer not null,
  created_at integer not null,
  updated_at integer not null,
  unique_rule text
) without rowid;
create unique index {n}schedule_key on {t}schedule (profile_id, key) where key is not null;
create index {n}schedule_due on {t}schedule (next_at) where state = 1 and next_at is not null;

-- What became of each occurrence. result: 1 fired, 2 skipped, 3 coalesced, 4 run by hand.
-- A row with last_at stands for all occurrences from occurs_at to last_at: so many, or at least so many if is_exact is 0.
create table {t}schedule_occurrence (
  schedule_id blob not null,
  occurs_at integer not null,
  last_at integer,
  occurrences integer not null default 1,
  is_exact integer not null default 1,
  by_hand integer not null,
  result integer not null,
  cause text,
  job_id blob,
  filed_at integer not null,
  primary key (schedule_id, occurs_at, by_hand)
);
create index {n}schedule_occurrence_filed on {t}schedule_occurrence (filed_at);
create index {n}schedule_occurrence_range on {t}schedule_occurrence (schedule_id, last_at) where last_at is not null;

-- What the versions of the code that run, or ran, say about each profile.
create table {t}schedule_profile (
  revision integer primary key autoincrement,
  profile_id text not null,
  hash text not null,
  declared_revision integer not null,
  keys text not null,
  beat integer not null,
  advertised_at integer not null,
  unique (profile_id, hash)
);

-- The jobs of a schedule.
create index {n}job_schedule on {t}job (recurring_schedule_id) where recurring_schedule_id is not null;
create index {n}job_history_schedule on {t}job_history (recurring_schedule_id, finalized_at, id) where recurring_schedule_id is not null;
create index {n}job_failed_schedule on {t}job_failed (recurring_schedule_id, finalized_at, id) where recurring_schedule_id is not null;

-- Names of sessions, which outlive them: a timeline tells who ran an attempt.
create table {t}session_name (
  id blob not null primary key,
  worker_name text not null,
  node_name text not null,
  ended_at integer
) without rowid;
create index {n}session_name_ended on {t}session_name (ended_at) where ended_at is not null;

insert into {t}schema_version (version, name, applied_at)
values (2, 'schedules', cast((julianday('now') - 2440587.5) * 86400000 as integer) * 1000);
