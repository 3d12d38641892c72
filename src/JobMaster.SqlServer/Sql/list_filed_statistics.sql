-- The batches of statistics that wait to be added up, the oldest first.
select top (@limit) id, filed_at, content from {t}statistic_batch
order by filed_at, id;
