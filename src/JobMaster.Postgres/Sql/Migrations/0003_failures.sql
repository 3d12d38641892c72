-- Adds the groups of failed jobs.
-- Failed jobs that were added or removed, counted by fingerprint. Rows are only inserted, so that no two of those who fail jobs wait for each other; upkeep
-- adds them to the groups and deletes them.
create table {t}failure_delta (
  id uuid not null,
  fingerprint text collate "C" not null,
  jobs bigint not null,
  first_at timestamptz,
  last_at timestamptz,
  constraint {n}failure_delta_pkey primary key (id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- The groups of failed jobs. A group is muted until muted_until, while it has less than muted_below jobs.
create table {t}failure_group (
  fingerprint text collate "C" not null,
  jobs bigint not null,
  first_at timestamptz,
  last_at timestamptz,
  muted_until timestamptz,
  muted_below bigint not null default 0,
  constraint {n}failure_group_pkey primary key (fingerprint)
);

-- stage: 0 all at once, 1 the first jobs are replayed, 2 they are waited for, 3 the rest. next_at: when it is worked on next; null for now.
alter table {t}operation add column stage smallint not null default 0, add column next_at timestamptz, add column note text;

-- The first jobs of a replay that is tried with a few, and what each had failed of.
create table {t}operation_canary (
  operation_id uuid not null,
  job_id uuid not null,
  fingerprint text collate "C",
  constraint {n}operation_canary_pkey primary key (operation_id, job_id)
);

insert into {t}schema_version (version, name, applied_at) values (3, 'failures', statement_timestamp());
