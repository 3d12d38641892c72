-- Reads which cluster the tables belong to, null for none.
select cluster_id from {t}control;
