-- Tells which database a connection is on, as far as it can be told: the server and the database.
select concat(@@hostname, ' ', @@port, ' ', @@server_id, ' ', @@datadir, ' ', database());
