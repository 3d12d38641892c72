-- Makes a session live; sent twice, it is so once.
insert into {t}session (id, worker_name, node_name, lanes, concurrency, version, beat, started_at, last_beat_at)
values (@id, @worker_name, @node_name, @lanes, @concurrency, @version, 0, coalesce(@now, statement_timestamp()), coalesce(@now, statement_timestamp()))
on conflict (id) do nothing;
