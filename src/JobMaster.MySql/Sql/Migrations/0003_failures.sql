-- Adds the groups of failed jobs, the index of metadata, statistics and alerts.
-- Failed jobs that were added or removed, counted by fingerprint. Rows are only inserted, so that no
-- two of those who fail jobs wait for each other; upkeep adds them to the groups and deletes them.
create table if not exists {t}failure_delta (
  id binary(16) not null,
  fingerprint varchar(200) not null,
  jobs bigint not null,
  first_at datetime(6),
  last_at datetime(6),
  primary key (id)
) {bytes};

-- The groups of failed jobs. A group is muted until muted_until, while it has less than muted_below jobs. The number is
-- negative once the group has had as many.
create table if not exists {t}failure_group (
  fingerprint varchar(200) not null,
  jobs bigint not null,
  first_at datetime(6),
  last_at datetime(6),
  muted_until datetime(6),
  muted_below bigint not null default 0,
  primary key (fingerprint),
  key failure_group_jobs (jobs desc, fingerprint)
) {bytes};

-- The first jobs of a replay that is tried with a few, and the claim number of each before.
create table if not exists {t}operation_canary (
  operation_id binary(16) not null,
  job_id binary(16) not null,
  claim_no int not null,
  primary key (operation_id, job_id)
) {bytes};

-- Statistics that nodes filed. Rows are only inserted; upkeep adds them
-- to the sums and deletes them. content: what was counted, as JSON text.
create table if not exists {t}statistic_batch (
  id binary(16) not null,
  writer_id binary(16) not null,
  sequence bigint not null,
  filed_at datetime(6) not null,
  content longtext not null,
  primary key (id),
  key statistic_batch_filed (filed_at, id)
) {bytes};

-- Who files statistics, and the last batch each filed: a batch that is sent again counts once.
create table if not exists {t}statistic_writer (
  id binary(16) not null,
  last_sequence bigint not null,
  seen_at datetime(6) not null,
  primary key (id)
) {bytes};

-- One row: who holds it changes the sums.
create table if not exists {t}statistic_turn (
  id integer not null primary key check (id = 1)
) {bytes};
insert into {t}statistic_turn (id) values (1) on duplicate key update id = 1;

-- The sums of each minute, hour and day. scope: 0 the cluster, 1 a lane, 2 a definition, 3 a tenant; name: empty for the cluster and
-- for all names together that are not counted apart. resolution: 1 minute, 2 hour, 3 day. counts: numbers by place, as JSON text.
create table if not exists {t}statistic (
  scope smallint not null,
  name varchar(200) not null,
  resolution smallint not null,
  starts_at datetime(6) not null,
  counts longtext not null,
  primary key (scope, name, resolution, starts_at),
  key statistic_start (resolution, starts_at)
) {bytes};

-- What needs an operator: what a rule says of a subject. stage: rises each time it fires or
-- resolves, odd while it fires. is_open: 1 while it fires, or will if its condition goes on.
create table if not exists {t}alert (
  id binary(16) not null,
  rule varchar(200) not null,
  subject longtext not null,
  severity smallint not null,
  message longtext not null,
  amount double not null,
  stage bigint not null,
  is_open smallint not null,
  since_at datetime(6),
  seen_at datetime(6) not null,
  checked_at datetime(6) not null,
  fired_at datetime(6),
  resolved_at datetime(6),
  primary key (id),
  key alert_open (is_open, resolved_at)
) {bytes};

-- How much of an alert a sink is to be sent, and was. due_at: null when it was
-- sent all. quiet_until: not earlier is it sent that the alert fires again.
create table if not exists {t}alert_notice (
  alert_id binary(16) not null,
  sink varchar(200) not null,
  stage bigint not null,
  sent bigint not null,
  due_at datetime(6),
  quiet_until datetime(6),
  claim_no bigint not null default 0,
  attempts integer not null default 0,
  primary key (alert_id, sink),
  key alert_notice_due (sink, due_at)
) {bytes};

-- One row: who evaluates the rules of alerts, and until when nobody else does.
create table if not exists {t}alert_turn (
  id integer not null primary key check (id = 1),
  turn binary(16),
  until_at datetime(6) not null
) {bytes};
insert into {t}alert_turn (id, until_at) values (1, timestamp'1970-01-01 00:00:00') on duplicate key update id = 1;

-- The values of metadata that jobs are searched by, of the names that the app has indexed.
create table if not exists {t}job_metadata (
  name varchar(200) not null,
  value varchar(200) not null,
  job_id binary(16) not null,
  primary key (name, value, job_id),
  key job_metadata_job (job_id)
) {bytes};

insert into {t}schema_version (version, name, applied_at) values (3, 'failures', utc_timestamp(6));
