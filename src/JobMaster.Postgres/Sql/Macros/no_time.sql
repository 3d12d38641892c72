-- A null time, typed.
cast(null as timestamptz)
