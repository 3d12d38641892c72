-- Fragment: only jobs final from an instant on.
and finalized_at >= @final_from
