-- Adds the groups of failed jobs, and the index of metadata.
-- Failed jobs that were added or removed, counted by fingerprint. Rows are only inserted, so that no
-- two of those who fail jobs wait for each other; upkeep adds them to the groups and deletes them.
create table {t}failure_delta (
  id uuid not null,
  fingerprint text collate "C" not null,
  jobs bigint not null,
  first_at timestamptz,
  last_at timestamptz,
  constraint {n}failure_delta_pkey primary key (id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- The groups of failed jobs. A group is muted until muted_until, while it has less than muted_below jobs. The number is
-- negative once the group has had as many.
create table {t}failure_group (
  fingerprint text collate "C" not null,
  jobs bigint not null,
  first_at timestamptz,
  last_at timestamptz,
  muted_until timestamptz,
  muted_below bigint not null default 0,
  constraint {n}failure_group_pkey primary key (fingerprint)
);
create index {n}failure_group_jobs on {t}failure_group (jobs desc, fingerprint);

-- stage: 0 all at once, 1 the first jobs are replayed, 2 they are waited for, 3 the rest. next_at: when it is worked on next; null for now.
alter table {t}operation add column stage smallint not null default 0, add column next_at timestamptz, add column note text;

-- The first jobs of a replay that is tried with a few, and the claim number of each before.
create table {t}operation_canary (
  operation_id uuid not null,
  job_id uuid not null,
  claim_no integer not null,
  constraint {n}operation_canary_pkey primary key (operation_id, job_id)
);

-- Statistics that nodes filed. Rows are only inserted; upkeep adds them
-- to the sums and deletes them. content: what was counted, as JSON text.
create table {t}statistic_batch (
  id uuid not null,
  writer_id uuid not null,
  sequence bigint not null,
  filed_at timestamptz not null,
  content text not null,
  constraint {n}statistic_batch_pkey primary key (id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
create index {n}statistic_batch_filed on {t}statistic_batch (filed_at, id);

-- Who files statistics, and the last batch each filed: a batch that is sent again counts once.
create table {t}statistic_writer (
  id uuid not null,
  last_sequence bigint not null,
  seen_at timestamptz not null,
  constraint {n}statistic_writer_pkey primary key (id)
);

-- One row: who holds it changes the sums.
create table {t}statistic_turn (
  id integer not null check (id = 1),
  constraint {n}statistic_turn_pkey primary key (id)
);
insert into {t}statistic_turn (id) values (1);

-- The sums of each minute, hour and day. scope: 0 the cluster, 1 a lane, 2 a definition, 3 a tenant; name: empty for the cluster and
-- for all names together that are not counted apart. resolution: 1 minute, 2 hour, 3 day. counts: numbers by place, as JSON text.
create table {t}statistic (
  scope smallint not null,
  name text collate "C" not null,
  resolution smallint not null,
  starts_at timestamptz not null,
  counts text not null,
  constraint {n}statistic_pkey primary key (scope, name, resolution, starts_at)
);
create index {n}statistic_start on {t}statistic (resolution, starts_at);

-- What needs an operator: what a rule says of a subject. stage: rises each time it fires or
-- resolves, odd while it fires. is_open: 1 while it fires, or will if its condition goes on.
create table {t}alert (
  id uuid not null,
  rule text collate "C" not null,
  subject text not null,
  severity smallint not null,
  message text not null,
  amount double precision not null,
  stage bigint not null,
  is_open smallint not null,
  since_at timestamptz,
  seen_at timestamptz not null,
  checked_at timestamptz not null,
  fired_at timestamptz,
  resolved_at timestamptz,
  constraint {n}alert_pkey primary key (id)
);
create index {n}alert_open on {t}alert (is_open, resolved_at);

-- How much of an alert a sink is to be sent, and was. due_at: null when it was
-- sent all. quiet_until: not earlier is it sent that the alert fires again.
create table {t}alert_notice (
  alert_id uuid not null,
  sink text collate "C" not null,
  stage bigint not null,
  sent bigint not null,
  due_at timestamptz,
  quiet_until timestamptz,
  claim_no bigint not null default 0,
  attempts integer not null default 0,
  constraint {n}alert_notice_pkey primary key (alert_id, sink)
);
create index {n}alert_notice_due on {t}alert_notice (sink, due_at);

-- One row: who evaluates the rules of alerts, and until when nobody else does.
create table {t}alert_turn (
  id integer not null check (id = 1),
  turn uuid,
  until_at timestamptz not null,
  constraint {n}alert_turn_pkey primary key (id)
);
insert into {t}alert_turn (id, until_at) values (1, timestamptz 'epoch');

-- The values of metadata that jobs are searched by, of the names that the app has indexed.
create table {t}job_metadata (
  name text collate "C" not null,
  value text collate "C" not null,
  job_id uuid not null,
  constraint {n}job_metadata_pkey primary key (name, value, job_id)
);
create index {n}job_metadata_job on {t}job_metadata (job_id);

insert into {t}schema_version (version, name, applied_at) values (3, 'failures', statement_timestamp());
