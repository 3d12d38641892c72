-- The latest possible time.
cast('9999-12-31T23:59:59.999999' as datetime2(7))
