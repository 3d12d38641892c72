-- Makes orphaned jobs wait again at their old place, or, claimed before they were due, for their time.
-- Each has one loss more; from the second on they wait to run alone. Looks jobs
-- up by id, not through the index of running jobs, as leave_jobs.sql does.
update {t}job force index (job_id) set
  state = case when lost_count + 1 >= 2 then 3 else 0 end, lost_count = lost_count + 1,
  due_at = case when due_at > attempted_at or due_at < {now} then due_at else {now} end
where id {in_ids} and state = 2;
