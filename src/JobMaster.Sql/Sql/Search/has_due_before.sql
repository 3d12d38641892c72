-- Fragment: only jobs due before a time, checked in each row without an index.
and case when due_at < @due_before then 1 else 0 end = 1
