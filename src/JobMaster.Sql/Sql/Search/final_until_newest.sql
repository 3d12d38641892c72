-- Fragment: up to a time of becoming final, the newest first.
and finalized_at >= @until_at
