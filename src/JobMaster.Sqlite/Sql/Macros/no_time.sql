-- A null time.
null
