-- Reads the number of the server process. It differs from the number the driver knows if there is a pooler in between.
select pg_backend_pid();
