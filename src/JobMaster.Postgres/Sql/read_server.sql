-- Reads the kind of server and database: version, encoding, whether it is a standby, whether transactions only read.
select current_setting('server_version_num')::integer, current_setting('server_encoding'), pg_is_in_recovery(),
       current_setting('default_transaction_read_only')::boolean;
