-- Sets up a connection, whatever the server's defaults are. Each statement sees what was committed before it, values that do not fit are
-- refused, quotes and operators have the expected meaning, no statement waits long for a lock, and long lists of ids are looked up by the
-- index.
set names utf8mb4;
set session transaction isolation level read committed;
set session sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00', innodb_lock_wait_timeout = 5,
  group_concat_max_len = 1000000 /*M!100318 , in_predicate_conversion_threshold = 0 */;
