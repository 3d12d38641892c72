-- Prepares the connection that writes. It waits for the lock in short turns, so that callers get their error in time.
pragma busy_timeout = 100;
pragma temp_store = memory;
pragma cache_size = -16384;
pragma journal_size_limit = 67108864;
