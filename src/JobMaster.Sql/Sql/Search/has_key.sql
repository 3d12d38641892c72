-- Fragment: only jobs of one key, looked at in each row and by no index.
and case when idempotency_key = @key then 1 else 0 end = 1
