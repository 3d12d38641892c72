-- Fragment: only jobs of one schedule, checked in each row without an index.
and case when recurring_schedule_id = @schedule then 1 else 0 end = 1
