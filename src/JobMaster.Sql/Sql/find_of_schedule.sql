-- Fragment: only jobs of one recurring schedule.
and recurring_schedule_id = @schedule_id
