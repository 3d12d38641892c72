-- Fragment: up to a time of becoming final, the oldest first.
and finalized_at <= @until_at
