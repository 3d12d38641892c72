-- Deletes batches of statistics that the same transaction has added up.
delete gone
from ({given_ids}) given
straight_join {t}statistic_batch gone force index (primary) on gone.id = given.id;
