-- Lets jobs with limits, which this transaction holds, pass to where claims look, due at the given time; they hold their permits.
update job set state = case when job.lost_count >= 2 then 3 else 0 end, due_at = @due_at, limits = {held_limits}
from ({given_ids}) given
inner loop join {t}job job on job.id = given.id
where job.state = 7;
