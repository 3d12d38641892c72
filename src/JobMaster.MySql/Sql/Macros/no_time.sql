-- A null time, typed.
cast(null as datetime(6))
