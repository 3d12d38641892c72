-- Deletes permits given back that the same transaction has added up.
delete gone
from ({given_ids}) given
straight_join {t}limit_ledger gone force index (primary) on gone.id = given.id;
