-- A null time, typed.
cast(null as datetime2(7))
