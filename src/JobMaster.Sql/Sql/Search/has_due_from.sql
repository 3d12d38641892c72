-- Fragment: only jobs due at a time or later, checked in each row without an index.
and case when due_at >= @due_from then 1 else 0 end = 1
