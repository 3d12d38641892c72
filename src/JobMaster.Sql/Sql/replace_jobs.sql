-- Replaces the content of waiting and parked jobs of the same definition by the one sent last. They are due at most a given time after they
-- were created. Returns which.
update {t}job as job set
  state = case when job.lost_count >= 2 then 3 else 0 end, parked_reason = null, unread_by = null,
  due_at = {replaced_due}, scheduled_at = {replaced_due},
  lane = sent.lane, priority = sent.priority, timeout = sent.timeout, max_retries = sent.max_retries, expires_at = sent.expires_at,
  trace_parent = sent.trace_parent, scheduled_by = sent.scheduled_by, metadata = sent.metadata, payload = sent.payload
from ({delivered}) sent
where job.id {in_ids} and job.id = sent_id and job.definition_id = sent.definition_id and job.state <> 2
returning id, {own_limits};
