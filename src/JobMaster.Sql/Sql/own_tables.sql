-- Gives the tables to a cluster if they have no owner, or belong to it under its former id.
update {t}control set cluster_id = @cluster where id = 1 and (cluster_id is null or cluster_id = @former);
