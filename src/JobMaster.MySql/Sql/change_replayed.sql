-- Changes jobs that this transaction has just replayed; returns where they wait now.
update {t}job force index (job_id) set
  lane = coalesce(@lane, lane), priority = coalesce(@priority, priority), definition_id = coalesce(@definition, definition_id),
  payload = case when @changes_payload then @payload else payload end
where id {in_ids};
select id, lane, priority, due_at, limits from {t}job force index (job_id) where id {in_ids};
