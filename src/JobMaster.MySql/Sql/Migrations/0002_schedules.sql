-- Adds recurring schedules, the ledger of their occurrences and the profiles in use.
-- state: 1 active, 2 paused, 3 inactive, 4 ended, 5 cancelled. misfire: 1 run once, 2 run all, 3 skip.
-- overlap: 1 allow, 2 skip, 3 wait, 4 cancel running. profile_id is empty for schedules made at run time.
create table if not exists {t}schedule (
  id binary(16) not null,
  profile_id varchar(200) not null default '',
  `key` varchar(200),
  state smallint not null,
  version bigint not null,
  revision bigint not null,
  definition_id varchar(200) not null,
  lane varchar(100) not null,
  priority smallint not null,
  timeout bigint not null,
  max_retries integer not null,
  payload longtext,
  metadata longtext,
  tenant varchar(200),
  type_id varchar(200) not null,
  expression longtext not null,
  zone_id varchar(200),
  start_after datetime(6),
  end_before datetime(6),
  anchor datetime(6) not null,
  misfire smallint not null,
  misfire_grace bigint not null,
  misfire_limit integer not null,
  overlap smallint not null,
  next_at datetime(6),
  last_at datetime(6),
  last_job_id binary(16),
  is_waiting tinyint not null,
  created_at datetime(6) not null,
  updated_at datetime(6) not null,
  unique_rule longtext,
  entry bigint,
  primary key (id),
  unique key schedule_key (profile_id, `key`),
  key schedule_due (state, next_at)
) {bytes};

-- What became of each occurrence. result: 1 fired, 2 skipped, 3 coalesced, 4 run by hand.
-- A row with last_at stands for all occurrences from occurs_at to last_at: so many, or at least so many if is_exact is 0.
create table if not exists {t}schedule_occurrence (
  schedule_id binary(16) not null,
  occurs_at datetime(6) not null,
  last_at datetime(6),
  filed_at datetime(6) not null,
  job_id binary(16),
  occurrences bigint not null default 1,
  entry bigint,
  is_exact tinyint not null default 1,
  result smallint not null,
  by_hand tinyint not null,
  cause longtext,
  primary key (schedule_id, occurs_at, by_hand),
  key schedule_occurrence_filed (filed_at),
  key schedule_occurrence_range (schedule_id, last_at)
) {bytes};

-- What the versions of the code that run, or ran, say about each profile.
create table if not exists {t}schedule_profile (
  revision bigint not null auto_increment,
  profile_id varchar(200) not null,
  hash varchar(200) not null,
  declared_revision bigint not null,
  `keys` longtext not null,
  beat bigint not null,
  advertised_at datetime(6) not null,
  primary key (revision),
  unique key schedule_profile_content (profile_id, hash)
) {bytes};

-- Names of sessions, which outlive them: a timeline tells who ran an attempt.
create table if not exists {t}session_name (
  id binary(16) not null,
  worker_name longtext not null,
  node_name longtext not null,
  ended_at datetime(6),
  primary key (id),
  key session_name_ended (ended_at)
) {bytes};

insert into {t}schema_version (version, name, applied_at) values (2, 'schedules', utc_timestamp(6));
