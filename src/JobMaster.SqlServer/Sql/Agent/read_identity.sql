-- Reads the identity of this agent, and the cluster and name it belongs to; null if it has no owner yet.
select [identity], cluster_id, name from {t}agent;
