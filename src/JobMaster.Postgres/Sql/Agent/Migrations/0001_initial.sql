-- Creates the schema and every table and index of an agent's first version.
do $$
begin
  -- Masters and agents with prefixes of their own may share a schema and start at once.
  perform pg_advisory_xact_lock(hashtextextended('jobmaster schema {s}', 0));
  if not exists (select from pg_namespace where nspname = lower('{s}')) then
    create schema {s};
  end if;
end
$$;

create table {t}agent_schema_version (
  version integer primary key,
  name text not null,
  applied_at timestamptz not null
);

-- One row: what tells this agent from any other, and the cluster and the name it belongs to, null for none yet.
create table {t}agent (
  id integer primary key check (id = 1),
  identity uuid not null,
  cluster_id text collate "C",
  name text collate "C"
);
insert into {t}agent (id, identity) values (1, gen_random_uuid());

-- Messages on their way to the master. available_at: when it was pushed, while it is leased when the lease ends.
-- Every row is written twice within a short life, so it is vacuumed early and often.
create table {t}agent_message (
  seq bigint generated always as identity,
  id uuid not null,
  available_at timestamptz not null,
  pushed_at timestamptz not null,
  deliveries integer not null default 0,
  priority smallint not null,
  lane text collate "C" not null,
  body bytea not null,
  constraint {n}agent_message_pkey primary key (seq),
  constraint {n}agent_message_id unique (id)
) with (
  autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 1,
  autovacuum_vacuum_insert_scale_factor = 0.2, autovacuum_analyze_scale_factor = 0.1, autovacuum_analyze_threshold = 2000
);
create index {n}agent_message_queue on {t}agent_message (lane, priority, available_at, seq);

insert into {t}agent_schema_version (version, name, applied_at) values (1, 'initial', statement_timestamp());
