-- The time of nothing, typed.
cast(null as timestamptz)
