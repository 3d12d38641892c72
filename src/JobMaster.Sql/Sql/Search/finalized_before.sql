-- Fragment: only jobs that became final before a time.
and finalized_at < @finalized_before
