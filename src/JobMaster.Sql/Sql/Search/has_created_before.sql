-- Fragment: only jobs stored before a time, looked at in each row and by no index.
and case when created_at < @created_before then 1 else 0 end = 1
