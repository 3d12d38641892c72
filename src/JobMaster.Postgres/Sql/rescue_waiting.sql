-- Makes orphaned jobs wait again at their old place, those claimed before they were due for their time, one loss more; from the second on they wait to run alone.
-- Looks jobs up by id, not through the index of running jobs, as finish_jobs.sql does.
update {t}job set
  state = case when lost_count + 1 >= 2 then 3 else 0 end, lost_count = lost_count + 1,
  due_at = case when due_at > attempted_at then due_at else least(due_at, coalesce(@now, statement_timestamp())) end
where id = any (array(select value::uuid from json_array_elements_text(@ids) value)) and state + 0 = 2;
