-- The instant from which times in batches are counted.
cast('1970-01-01' as datetime2(7))
