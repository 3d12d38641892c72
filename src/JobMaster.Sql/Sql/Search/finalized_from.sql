-- Fragment: only jobs that became final at a time or later.
and finalized_at >= @finalized_from
