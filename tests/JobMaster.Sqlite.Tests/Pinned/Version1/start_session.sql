-- Makes a session live; sent twice, it is so once.
insert into {t}session (id, worker_name, node_name, lanes, concurrency, version, beat, started_at, last_beat_at)
values (
  $id, $worker_name, $node_name, $lanes, $concurrency, $version, 0,
  coalesce($now, cast(unixepoch('subsec') * 1000 as integer) * 1000),
  coalesce($now, cast(unixepoch('subsec') * 1000 as integer) * 1000))
on conflict (id) do nothing;
