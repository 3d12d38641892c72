-- Adds recurring schedules, the ledger of their occurrences and the profiles in use.
-- state: 1 active, 2 paused, 3 inactive, 4 ended, 5 cancelled. misfire: 1 run once, 2 run all, 3 skip.
-- overlap: 1 allow, 2 skip, 3 wait, 4 cancel running. profile_id is empty for schedules made at run time.
create table {t}schedule (
  id binary(16) not null,
  profile_id nvarchar(200) collate Latin1_General_100_BIN2 not null default '',
  [key] nvarchar(200) collate Latin1_General_100_BIN2,
  state smallint not null,
  version bigint not null,
  revision bigint not null,
  definition_id nvarchar(200) collate Latin1_General_100_BIN2 not null,
  lane nvarchar(100) collate Latin1_General_100_BIN2 not null,
  priority smallint not null,
  timeout bigint not null,
  max_retries int not null,
  payload nvarchar(max) collate Latin1_General_100_BIN2,
  metadata nvarchar(max) collate Latin1_General_100_BIN2,
  tenant nvarchar(200) collate Latin1_General_100_BIN2,
  type_id nvarchar(200) collate Latin1_General_100_BIN2 not null,
  expression nvarchar(max) collate Latin1_General_100_BIN2 not null,
  zone_id nvarchar(200) collate Latin1_General_100_BIN2,
  start_after datetime2(7),
  end_before datetime2(7),
  anchor datetime2(7) not null,
  misfire smallint not null,
  misfire_grace bigint not null,
  misfire_limit int not null,
  overlap smallint not null,
  next_at datetime2(7),
  last_at datetime2(7),
  last_job_id binary(16),
  is_waiting bit not null,
  created_at datetime2(7) not null,
  updated_at datetime2(7) not null,
  unique_rule nvarchar(max) collate Latin1_General_100_BIN2,
  constraint {n}schedule_pkey primary key clustered (id)
);
create unique index {n}schedule_key on {t}schedule (profile_id, [key]) where [key] is not null;
create index {n}schedule_due on {t}schedule (next_at) where state = 1 and next_at is not null;
alter table {t}schedule set (lock_escalation = disable);

-- What became of each occurrence. result: 1 fired, 2 skipped, 3 coalesced, 4 run by hand.
-- A row with last_at stands for all occurrences from occurs_at to last_at: so many, or at least so many if is_exact is 0.
create table {t}schedule_occurrence (
  schedule_id binary(16) not null,
  occurs_at datetime2(7) not null,
  last_at datetime2(7),
  filed_at datetime2(7) not null,
  job_id binary(16),
  occurrences bigint not null default 1,
  entry bigint,
  is_exact bit not null default 1,
  result smallint not null,
  by_hand bit not null,
  cause nvarchar(max) collate Latin1_General_100_BIN2,
  constraint {n}schedule_occurrence_pkey primary key clustered (schedule_id, occurs_at, by_hand) with (ignore_dup_key = on)
);
create index {n}schedule_occurrence_filed on {t}schedule_occurrence (filed_at);
create index {n}schedule_occurrence_range on {t}schedule_occurrence (schedule_id, last_at) where last_at is not null;
alter table {t}schedule_occurrence set (lock_escalation = disable);

-- What the versions of the code that run, or ran, say about each profile.
create table {t}schedule_profile (
  revision bigint not null identity(1, 1),
  profile_id nvarchar(200) collate Latin1_General_100_BIN2 not null,
  hash nvarchar(200) collate Latin1_General_100_BIN2 not null,
  declared_revision bigint not null,
  keys nvarchar(max) collate Latin1_General_100_BIN2 not null,
  beat bigint not null,
  advertised_at datetime2(7) not null,
  constraint {n}schedule_profile_pkey primary key clustered (revision),
  constraint {n}schedule_profile_content unique nonclustered (profile_id, hash)
);
alter table {t}schedule_profile set (lock_escalation = disable);

-- Names of sessions, which outlive them: a timeline tells who ran an attempt.
create table {t}session_name (
  id binary(16) not null,
  worker_name nvarchar(max) collate Latin1_General_100_BIN2 not null,
  node_name nvarchar(max) collate Latin1_General_100_BIN2 not null,
  ended_at datetime2(7),
  constraint {n}session_name_pkey primary key clustered (id) with (ignore_dup_key = on)
);
create index {n}session_name_ended on {t}session_name (ended_at) where ended_at is not null;
alter table {t}session_name set (lock_escalation = disable);

insert into {t}schema_version (version, name, applied_at) values (2, 'schedules', sysutcdatetime());
