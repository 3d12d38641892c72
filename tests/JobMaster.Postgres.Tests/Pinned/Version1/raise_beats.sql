-- Raises the heartbeat of sessions that are still live.
update {t}session set beat = beat + 1, last_beat_at = coalesce(@now, statement_timestamp())
where id = any (array(select value::uuid from json_array_elements_text(@sessions) value));
