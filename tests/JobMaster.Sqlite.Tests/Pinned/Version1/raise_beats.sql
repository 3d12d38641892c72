-- Raises the heartbeat of sessions that are still live.
update {t}session set beat = beat + 1, last_beat_at = coalesce($now, cast(unixepoch('subsec') * 1000 as integer) * 1000)
where id in (select unhex(value) from json_each($sessions));
