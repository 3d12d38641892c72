-- Sets up a connection, whatever the server's defaults are: each statement sees what was committed
-- before it, values are refused that do not fit, quotes and operators mean what they mean here, no
-- statement waits long for a lock, and long lists of ids are looked up by the index.
set names utf8mb4;
set session transaction isolation level read committed;
set session sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00', innodb_lock_wait_timeout = 5,
  group_concat_max_len = 1000000 /*M!100318 , in_predicate_conversion_threshold = 0 */;
