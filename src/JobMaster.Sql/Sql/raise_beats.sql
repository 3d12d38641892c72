-- Raises the beat of sessions by one, with a new report of how their node does if there is one.
update {t}session set beat = beat + 1, last_beat_at = {now}, report = coalesce(@report, report)
where id {in_ids};
