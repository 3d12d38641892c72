-- The time of nothing, typed.
cast(null as datetime2(7))
