-- Identifies the database of a connection as well as possible: the server, the database and the table of this store in it.
select concat(
  cast(serverproperty(N'ServerName') as nvarchar(256)), N' ', db_id(), N' ', db_name(), N' ', object_id(N'{t}control', N'U'));
