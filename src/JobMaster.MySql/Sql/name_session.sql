-- Keeps the name of a session beyond its end; a second sending changes nothing.
insert into {t}session_name (id, worker_name, node_name)
values (@id, @worker_name, @node_name)
on duplicate key update ended_at = ended_at;
