-- Gives the agent to a cluster and a name, unless its owner has changed since it was read.
update {t}agent set cluster_id = @cluster, name = @name
where id = 1 and (cluster_id is null or (cluster_id = @found_cluster and name = @found_name));
