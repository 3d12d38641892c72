-- The last time there is.
timestamp'9999-12-31 23:59:59.999999'
