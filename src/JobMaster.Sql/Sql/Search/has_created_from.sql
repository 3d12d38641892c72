-- Fragment: only jobs stored at a time or later, checked in each row without an index.
and case when created_at >= @created_from then 1 else 0 end = 1
