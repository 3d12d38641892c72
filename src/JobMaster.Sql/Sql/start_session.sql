-- Makes a session live; a second sending changes nothing.
insert into {t}session (id, worker_name, node_name, lanes, agent_name, concurrency, version, reader, beat, started_at, last_beat_at)
values (@id, @worker_name, @node_name, @lanes, @agent_name, @concurrency, @version, @reader, 0, {now}, {now})
on conflict (id) do nothing;
