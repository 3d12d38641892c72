-- Deletes permits given back that the same transaction has added up.
delete from {t}limit_ledger where id {in_ids};
