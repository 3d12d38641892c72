-- Fragment: only jobs due at a time or later, looked at in each row and by no index.
and case when due_at >= @due_from then 1 else 0 end = 1
