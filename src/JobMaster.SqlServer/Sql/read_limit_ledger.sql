-- Reads the permits of keys that were given back. Skips those that other transactions are giving back: they stay for the next pass.
select entry.id, entry.name, entry.freed
from ({names}) named
inner loop join {t}limit_ledger entry {free} on entry.name = named.name;
