-- The time of nothing, typed.
cast(null as datetime(6))
