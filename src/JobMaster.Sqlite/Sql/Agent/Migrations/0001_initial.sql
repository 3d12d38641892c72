-- Creates every table and index of an agent's first version. Times are microseconds, ids 16 bytes in network order.
create table if not exists {t}agent_schema_version (
  version integer primary key,
  name text not null,
  applied_at integer not null
);

-- One row: what tells this agent from any other, and the cluster and the name it belongs to, null for none yet.
create table {t}agent (
  id integer primary key check (id = 1),
  identity blob not null,
  cluster_id text,
  name text
);
insert into {t}agent (id, identity) values (1, randomblob(16));

-- Messages on their way to the master. available_at: when it was pushed, while it is leased when the lease ends.
create table {t}agent_message (
  seq integer primary key autoincrement,
  id blob not null unique,
  lane text not null,
  priority integer not null,
  available_at integer not null,
  pushed_at integer not null,
  deliveries integer not null default 0,
  body blob not null
);
create index {n}agent_message_queue on {t}agent_message (lane, priority, available_at);

insert into {t}agent_schema_version (version, name, applied_at)
values (1, 'initial', cast((julianday('now') - 2440587.5) * 86400000 as integer) * 1000);
