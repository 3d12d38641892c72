-- Changes waiting jobs that this transaction holds; returns where they wait now.
update {t}job force index (job_id) set
  priority = coalesce(@priority, priority), lane = coalesce(@lane, lane),
  due_at = coalesce(@due_at, due_at), scheduled_at = coalesce(@due_at, scheduled_at),
  expires_at = case when @changes_expiry then @expires_at else expires_at end,
  payload = case when @changes_payload then @payload else payload end
where id {in_ids} and state <> 2;
select id, lane, priority, due_at, limits from {t}job force index (job_id) where id {in_ids} and state <> 2;
