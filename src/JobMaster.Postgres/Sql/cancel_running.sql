-- Asks running jobs to stop and skips those that are locked; returns which. Looks jobs up by id like leave_jobs.sql, not through the index
-- of running jobs.
update {t}job set cancel_requested = true
where id = any (array(
  select id from {t}job
  where id {in_ids} and state + 0 = 2
  for update skip locked))
returning id;
