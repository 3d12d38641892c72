-- Fragment: only jobs of one priority.
and priority = @priority
