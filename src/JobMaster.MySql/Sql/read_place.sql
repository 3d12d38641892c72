-- Identifies the database of a connection as well as possible: the server and the database.
select concat(@@hostname, ' ', @@port, ' ', @@server_id, ' ', @@datadir, ' ', database());
