-- The latest possible time.
timestamp'9999-12-31 23:59:59.999999'
