-- The time of nothing.
null
