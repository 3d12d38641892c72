-- Fragment: only jobs of one schedule, looked at in each row and by no index.
and case when recurring_schedule_id = @schedule then 1 else 0 end = 1
