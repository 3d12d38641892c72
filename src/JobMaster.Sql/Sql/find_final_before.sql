-- Fragment: only jobs final before an instant.
and finalized_at < @final_before
