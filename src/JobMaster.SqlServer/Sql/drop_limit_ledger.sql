-- Deletes permits given back that the same transaction has added up.
delete gone
from ({given_ids}) given
inner loop join {t}limit_ledger gone on gone.id = given.id;
