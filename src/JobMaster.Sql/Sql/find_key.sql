-- Fragment: only jobs of one idempotency key.
and idempotency_key = @key
