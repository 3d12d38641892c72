-- Fragment: only jobs due before a time, looked at in each row and by no index.
and case when due_at < @due_before then 1 else 0 end = 1
