-- Reads what tells this agent from any other, and the cluster and name it belongs to, null for none yet.
select [identity], cluster_id, name from {t}agent;
