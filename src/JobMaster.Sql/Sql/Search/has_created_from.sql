-- Fragment: only jobs stored at a time or later, looked at in each row and by no index.
and case when created_at >= @created_from then 1 else 0 end = 1
