-- Tells what kind of server and database this is: version, encoding, whether it only reads.
select current_setting('server_version_num')::integer, current_setting('server_encoding'), pg_is_in_recovery();
