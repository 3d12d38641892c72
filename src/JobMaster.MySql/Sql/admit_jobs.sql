-- Lets jobs with limits, which this transaction holds, pass to where claims look, due at the given time; they hold their permits.
update {t}job force index (job_id) set
  state = case when lost_count >= 2 then 3 else 0 end, due_at = @due_at, limits = {held_limits}
where id {in_ids} and state = 7;
