-- Fragment: only jobs stored before a time, checked in each row without an index.
and case when created_at < @created_before then 1 else 0 end = 1
