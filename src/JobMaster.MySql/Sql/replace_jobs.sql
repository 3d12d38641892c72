-- Replaces waiting jobs by others of the same definition; each keeps its place in the order of insertion. Returns which.
update ({delivered}) sent
straight_join {t}job job force index (job_id) on job.id = sent.sent_id and job.definition_id = sent.definition_id and job.state <> 2
set
  job.state = case when job.lost_count >= 2 then 3 else 0 end, job.parked_reason = null, job.unread_by = null, job.entry = @token,
  job.due_at = {replaced_due}, job.scheduled_at = {replaced_due},
  {replaced_columns};
select id, {own_limits} from {t}job force index (job_id) where id {in_ids} and entry = @token;
