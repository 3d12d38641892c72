-- Creates every table and index of an agent's first version. Ids are 16 bytes in network order, times UTC.
create table if not exists {t}agent_schema_version (
  version integer not null primary key,
  name varchar(100) not null,
  applied_at datetime(6) not null
) {bytes};

-- One row: what tells this agent from any other, and the cluster and the name it belongs to, null for none yet.
create table if not exists {t}agent (
  id integer not null primary key check (id = 1),
  identity binary(16) not null,
  cluster_id varchar(100),
  name varchar(100)
) {bytes};
insert into {t}agent (id, identity) values (1, {new_id}) on duplicate key update id = 1;

-- Messages on their way to the master. available_at: when it was pushed, while it is leased when the lease ends.
create table if not exists {t}agent_message (
  seq bigint not null auto_increment,
  id binary(16) not null,
  available_at datetime(6) not null,
  pushed_at datetime(6) not null,
  deliveries integer not null default 0,
  priority smallint not null,
  lane varchar(100) not null,
  body longblob not null,
  primary key (seq),
  unique key agent_message_id (id),
  key agent_message_queue (lane, priority, available_at)
) {bytes};

insert into {t}agent_schema_version (version, name, applied_at) values (1, 'initial', utc_timestamp(6));
