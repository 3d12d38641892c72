-- Reads the permits of keys that were given back.
select entry.id, entry.name, entry.freed
from ({names}) named
straight_join {t}limit_ledger entry force index (limit_ledger_name) on entry.name = named.name;
