-- Raises the beat of sessions by one, and stores a new report on the health of their node if there is one.
update {t}session set beat = beat + 1, last_beat_at = {now}, report = coalesce(@report, report)
where id {in_ids};
