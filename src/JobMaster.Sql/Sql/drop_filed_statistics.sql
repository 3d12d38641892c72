-- Deletes batches of statistics that the same transaction has added up.
delete from {t}statistic_batch where id {in_ids};
