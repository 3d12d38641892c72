-- Fragment: only jobs of one key, by index.
and idempotency_key = @key
