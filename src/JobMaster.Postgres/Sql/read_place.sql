-- Identifies the database of a connection as well as possible: when the server started, the database and the table of this store in it.
select concat_ws(' ', pg_postmaster_start_time(), (select oid from pg_database where datname = current_database()),
    to_regclass('{t}control')::oid);
