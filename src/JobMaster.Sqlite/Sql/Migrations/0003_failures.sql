-- Adds the groups of failed jobs.
-- Failed jobs that were added or removed, counted by fingerprint. Rows are only inserted; upkeep adds them to the groups and deletes them.
create table {t}failure_delta (
  id blob not null primary key,
  fingerprint text not null,
  jobs integer not null,
  first_at integer,
  last_at integer
) without rowid;

-- The groups of failed jobs. A group is muted until muted_until, while it has less than muted_below jobs.
create table {t}failure_group (
  fingerprint text not null primary key,
  jobs integer not null,
  first_at integer,
  last_at integer,
  muted_until integer,
  muted_below integer not null default 0
) without rowid;

-- stage: 0 all at once, 1 the first jobs are replayed, 2 they are waited for, 3 the rest. next_at: when it is worked on next; null for now.
alter table {t}operation add column stage integer not null default 0;
alter table {t}operation add column next_at integer;
alter table {t}operation add column note text;

-- The first jobs of a replay that is tried with a few, and what each had failed of.
create table {t}operation_canary (
  operation_id blob not null,
  job_id blob not null,
  fingerprint text,
  primary key (operation_id, job_id)
) without rowid;

insert into {t}schema_version (version, name, applied_at)
values (3, 'failures', cast((julianday('now') - 2440587.5) * 86400000 as integer) * 1000);
