-- Adds the groups of failed jobs, the index of metadata, statistics and alerts.
-- Failed jobs that were added or removed, counted by fingerprint. Rows are only inserted, so that no
-- two of those who fail jobs wait for each other; upkeep adds them to the groups and deletes them.
create table {t}failure_delta (
  id binary(16) not null,
  fingerprint nvarchar(200) collate Latin1_General_100_BIN2 not null,
  jobs bigint not null,
  first_at datetime2(7),
  last_at datetime2(7),
  constraint {n}failure_delta_pkey primary key clustered (id)
);
alter table {t}failure_delta set (lock_escalation = disable);

-- The groups of failed jobs. A group is muted until muted_until, while it has less than muted_below jobs. The number is
-- negative once the group has had as many.
create table {t}failure_group (
  fingerprint nvarchar(200) collate Latin1_General_100_BIN2 not null,
  jobs bigint not null,
  first_at datetime2(7),
  last_at datetime2(7),
  muted_until datetime2(7),
  muted_below bigint not null default 0,
  constraint {n}failure_group_pkey primary key clustered (fingerprint)
);
create index {n}failure_group_jobs on {t}failure_group (jobs desc, fingerprint);
alter table {t}failure_group set (lock_escalation = disable);

-- The first jobs of a replay that is tried with a few, and the claim number of each before.
create table {t}operation_canary (
  operation_id binary(16) not null,
  job_id binary(16) not null,
  claim_no int not null,
  constraint {n}operation_canary_pkey primary key clustered (operation_id, job_id) with (ignore_dup_key = on)
);
alter table {t}operation_canary set (lock_escalation = disable);

-- Statistics that nodes filed. Rows are only inserted; upkeep adds them
-- to the sums and deletes them. content: what was counted, as JSON text.
create table {t}statistic_batch (
  id binary(16) not null,
  writer_id binary(16) not null,
  sequence bigint not null,
  filed_at datetime2(7) not null,
  content nvarchar(max) collate Latin1_General_100_BIN2 not null,
  constraint {n}statistic_batch_pkey primary key clustered (id)
);
create index {n}statistic_batch_filed on {t}statistic_batch (filed_at, id);
alter table {t}statistic_batch set (lock_escalation = disable);

-- Who files statistics, and the last batch each filed: a batch that is sent again counts once.
create table {t}statistic_writer (
  id binary(16) not null,
  last_sequence bigint not null,
  seen_at datetime2(7) not null,
  constraint {n}statistic_writer_pkey primary key clustered (id) with (ignore_dup_key = on)
);
alter table {t}statistic_writer set (lock_escalation = disable);

-- One row: who holds it changes the sums.
create table {t}statistic_turn (
  id int not null primary key check (id = 1)
);
alter table {t}statistic_turn set (lock_escalation = disable);
insert into {t}statistic_turn (id) values (1);

-- The sums of each minute, hour and day. scope: 0 the cluster, 1 a lane, 2 a definition, 3 a tenant; name: empty for the cluster and
-- for all names together that are not counted apart. resolution: 1 minute, 2 hour, 3 day. counts: numbers by place, as JSON text.
create table {t}statistic (
  scope smallint not null,
  name nvarchar(200) collate Latin1_General_100_BIN2 not null,
  resolution smallint not null,
  starts_at datetime2(7) not null,
  counts nvarchar(max) collate Latin1_General_100_BIN2 not null,
  constraint {n}statistic_pkey primary key clustered (scope, name, resolution, starts_at)
);
create index {n}statistic_start on {t}statistic (resolution, starts_at);
alter table {t}statistic set (lock_escalation = disable);

-- What needs an operator: what a rule says of a subject. stage: rises each time it fires or
-- resolves, odd while it fires. is_open: 1 while it fires, or will if its condition goes on.
create table {t}alert (
  id binary(16) not null,
  [rule] nvarchar(200) collate Latin1_General_100_BIN2 not null,
  subject nvarchar(max) collate Latin1_General_100_BIN2 not null,
  severity smallint not null,
  message nvarchar(max) collate Latin1_General_100_BIN2 not null,
  amount float not null,
  stage bigint not null,
  is_open smallint not null,
  since_at datetime2(7),
  seen_at datetime2(7) not null,
  checked_at datetime2(7) not null,
  fired_at datetime2(7),
  resolved_at datetime2(7),
  constraint {n}alert_pkey primary key clustered (id)
);
create index {n}alert_open on {t}alert (is_open, resolved_at);
alter table {t}alert set (lock_escalation = disable);

-- How much of an alert a sink is to be sent, and was. due_at: null when it was
-- sent all. quiet_until: not earlier is it sent that the alert fires again.
create table {t}alert_notice (
  alert_id binary(16) not null,
  sink nvarchar(200) collate Latin1_General_100_BIN2 not null,
  stage bigint not null,
  sent bigint not null,
  due_at datetime2(7),
  quiet_until datetime2(7),
  claim_no bigint not null default 0,
  attempts int not null default 0,
  constraint {n}alert_notice_pkey primary key clustered (alert_id, sink)
);
create index {n}alert_notice_due on {t}alert_notice (sink, due_at);
alter table {t}alert_notice set (lock_escalation = disable);

-- One row: who evaluates the rules of alerts, and until when nobody else does.
create table {t}alert_turn (
  id int not null primary key check (id = 1),
  turn binary(16),
  until_at datetime2(7) not null
);
alter table {t}alert_turn set (lock_escalation = disable);
insert into {t}alert_turn (id, until_at) values (1, '1970-01-01');

-- The values of metadata that jobs are searched by, of the names that the app has indexed.
create table {t}job_metadata (
  name nvarchar(200) collate Latin1_General_100_BIN2 not null,
  value nvarchar(200) collate Latin1_General_100_BIN2 not null,
  job_id binary(16) not null,
  constraint {n}job_metadata_pkey primary key clustered (name, value, job_id) with (ignore_dup_key = on)
);
create index {n}job_metadata_job on {t}job_metadata (job_id);
alter table {t}job_metadata set (lock_escalation = disable);

insert into {t}schema_version (version, name, applied_at) values (3, 'failures', sysutcdatetime());
