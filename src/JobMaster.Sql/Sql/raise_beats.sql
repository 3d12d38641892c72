-- Raises the beat of sessions by one.
update {t}session set beat = beat + 1, last_beat_at = {now}
where id {in_ids};
