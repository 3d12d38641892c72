-- Prepares the connection that writes; the lock is waited for in short turns, so that callers can be told in time.
pragma busy_timeout = 100;
pragma temp_store = memory;
pragma cache_size = -16384;
pragma journal_size_limit = 67108864;
