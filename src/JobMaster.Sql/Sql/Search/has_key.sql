-- Fragment: only jobs of one key, checked in each row without an index.
and case when idempotency_key = @key then 1 else 0 end = 1
