-- Prepares a connection that only reads.
pragma busy_timeout = 2000;
pragma temp_store = memory;
pragma query_only = 1;
