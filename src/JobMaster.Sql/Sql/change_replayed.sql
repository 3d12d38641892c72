-- Changes jobs that the same transaction has made live again; null in the change keeps the value. Returns where each waits now.
update {t}job set
  lane = coalesce(@lane, lane), priority = coalesce(@priority, priority), definition_id = coalesce(@definition, definition_id),
  payload = case when @changes_payload then @payload else payload end
where id {in_ids}
returning id, lane, priority, due_at, limits;
