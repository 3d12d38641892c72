-- Tells the number of the server process; another than the driver was told when a pooler stands between.
select pg_backend_pid();
