-- Lists the live sessions.
select id, worker_name, node_name, lanes, concurrency, version, started_at, last_beat_at from {t}session order by started_at, id;
