-- Adds the groups of failed jobs, and the index of metadata.
-- Failed jobs that were added or removed, counted by fingerprint. Rows are only inserted; upkeep adds them to the groups and deletes them.
create table {t}failure_delta (
  id blob not null primary key,
  fingerprint text not null,
  jobs integer not null,
  first_at integer,
  last_at integer
) without rowid;

-- The groups of failed jobs. A group is muted until muted_until, while it has less than muted_below jobs. The number is
-- negative once the group has had as many.
create table {t}failure_group (
  fingerprint text not null primary key,
  jobs integer not null,
  first_at integer,
  last_at integer,
  muted_until integer,
  muted_below integer not null default 0
) without rowid;
create index {n}failure_group_jobs on {t}failure_group (jobs desc, fingerprint);

-- stage: 0 all at once, 1 the first jobs are replayed, 2 they are waited for, 3 the rest. next_at: when it is worked on next; null for now.
alter table {t}operation add column stage integer not null default 0;
alter table {t}operation add column next_at integer;
alter table {t}operation add column note text;

-- The first jobs of a replay that is tried with a few, and the claim number of each before.
create table {t}operation_canary (
  operation_id blob not null,
  job_id blob not null,
  claim_no integer not null,
  primary key (operation_id, job_id)
) without rowid;

-- Statistics that nodes filed. Rows are only inserted; upkeep adds them
-- to the sums and deletes them. content: what was counted, as JSON text.
create table {t}statistic_batch (
  id blob not null primary key,
  writer_id blob not null,
  sequence integer not null,
  filed_at integer not null,
  content text not null
) without rowid;
create index {n}statistic_batch_filed on {t}statistic_batch (filed_at, id);

-- Who files statistics, and the last batch each filed: a batch that is sent again counts once.
create table {t}statistic_writer (
  id blob not null primary key,
  last_sequence integer not null,
  seen_at integer not null
) without rowid;

-- One row: who holds it changes the sums.
create table {t}statistic_turn (id integer primary key check (id = 1));
insert into {t}statistic_turn (id) values (1);

-- The sums of each minute, hour and day. scope: 0 the cluster, 1 a lane, 2 a definition, 3 a tenant; name: empty for the cluster and
-- for all names together that are not counted apart. resolution: 1 minute, 2 hour, 3 day. counts: numbers by place, as JSON text.
create table {t}statistic (
  scope integer not null,
  name text not null,
  resolution integer not null,
  starts_at integer not null,
  counts text not null,
  primary key (scope, name, resolution, starts_at)
) without rowid;
create index {n}statistic_start on {t}statistic (resolution, starts_at);

-- What needs an operator: what a rule says of a subject. stage: rises each time it fires or
-- resolves, odd while it fires. is_open: 1 while it fires, or will if its condition goes on.
create table {t}alert (
  id blob not null primary key,
  rule text not null,
  subject text not null,
  severity integer not null,
  message text not null,
  amount real not null,
  stage integer not null,
  is_open integer not null,
  since_at integer,
  seen_at integer not null,
  checked_at integer not null,
  fired_at integer,
  resolved_at integer
) without rowid;
create index {n}alert_open on {t}alert (is_open, resolved_at);

-- How much of an alert a sink is to be sent, and was. due_at: null when it was
-- sent all. quiet_until: not earlier is it sent that the alert fires again.
create table {t}alert_notice (
  alert_id blob not null,
  sink text not null,
  stage integer not null,
  sent integer not null,
  due_at integer,
  quiet_until integer,
  claim_no integer not null default 0,
  attempts integer not null default 0,
  primary key (alert_id, sink)
) without rowid;
create index {n}alert_notice_due on {t}alert_notice (sink, due_at);

-- One row: who evaluates the rules of alerts, and until when nobody else does.
create table {t}alert_turn (
  id integer primary key check (id = 1),
  turn blob,
  until_at integer not null
);
insert into {t}alert_turn (id, until_at) values (1, 0);

-- The values of metadata that jobs are searched by, of the names that the app has indexed.
create table {t}job_metadata (
  name text not null,
  value text not null,
  job_id blob not null,
  primary key (name, value, job_id)
) without rowid;
create index {n}job_metadata_job on {t}job_metadata (job_id);

insert into {t}schema_version (version, name, applied_at)
values (3, 'failures', cast((julianday('now') - 2440587.5) * 86400000 as integer) * 1000);
