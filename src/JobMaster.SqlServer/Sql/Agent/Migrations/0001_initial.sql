-- Creates every table and index of an agent's first version. Ids are 16 bytes in network order, so that they sort by time, times UTC.
if schema_id(N'{s}') is null exec(N'create schema {s}');

create table {t}agent_schema_version (
  version int not null primary key,
  name nvarchar(100) collate Latin1_General_100_BIN2 not null,
  applied_at datetime2(7) not null
);

-- One row: what tells this agent from any other, and the cluster and the name it belongs to, null for none yet.
create table {t}agent (
  id int not null primary key check (id = 1),
  [identity] binary(16) not null,
  cluster_id nvarchar(100) collate Latin1_General_100_BIN2,
  name nvarchar(100) collate Latin1_General_100_BIN2
);
alter table {t}agent set (lock_escalation = disable);
insert into {t}agent (id, [identity]) values (1, {new_id});

-- Messages on their way to the master. available_at: when it was pushed, while it is leased when the lease ends.
create table {t}agent_message (
  seq bigint not null identity(1, 1),
  id binary(16) not null,
  available_at datetime2(7) not null,
  pushed_at datetime2(7) not null,
  deliveries int not null default 0,
  priority smallint not null,
  lane nvarchar(100) collate Latin1_General_100_BIN2 not null,
  body varbinary(max) not null,
  constraint {n}agent_message_pkey primary key clustered (seq),
  constraint {n}agent_message_id unique nonclustered (id)
);
create index {n}agent_message_queue on {t}agent_message (lane, priority, available_at);
alter table {t}agent_message set (lock_escalation = disable);

insert into {t}agent_schema_version (version, name, applied_at) values (1, 'initial', sysutcdatetime());
