-- Fragment: only jobs of one recurring schedule. Pages go by id: an index by this would be sorted for each page.
and +recurring_schedule_id = @schedule_id
