-- Gives the agent to a cluster and a name, if it still belongs to whom it was found to.
update {t}agent set cluster_id = @cluster, name = @name
where id = 1 and (cluster_id is null or (cluster_id = @found_cluster and name = @found_name));
