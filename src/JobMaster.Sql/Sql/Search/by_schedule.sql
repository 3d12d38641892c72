-- Fragment: only jobs of one schedule, by index.
and recurring_schedule_id = @schedule
