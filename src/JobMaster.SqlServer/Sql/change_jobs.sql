-- Changes jobs that wait or are parked; null in the change keeps the value. Returns where each waits now.
update {t}job set
  priority = coalesce(@priority, priority), lane = coalesce(@lane, lane),
  due_at = coalesce(@due_at, due_at), scheduled_at = coalesce(@due_at, scheduled_at),
  expires_at = case when @changes_expiry = 1 then @expires_at else expires_at end,
  payload = case when @changes_payload = 1 then @payload else payload end
output inserted.id, inserted.lane, inserted.priority, inserted.due_at, inserted.limits
where id {in_ids} and state <> 2;
