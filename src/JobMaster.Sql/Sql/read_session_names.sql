-- Reads the names of sessions, ended or not.
select id, worker_name, node_name from {t}session_name where id {in_ids};
