-- Makes orphaned jobs wait again at their old place, or for their time if they were claimed before they were due. Adds one loss to each;
-- from the second loss on they wait to run alone. Looks jobs up by id like leave_jobs.sql, not through the index of running jobs.
update {t}job force index (job_id) set
  state = case when lost_count + 1 >= 2 then 3 else 0 end, lost_count = lost_count + 1,
  due_at = case when due_at > attempted_at or due_at < {now} then due_at else {now} end
where id {in_ids} and state = 2;
