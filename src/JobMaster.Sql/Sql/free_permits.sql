-- Gives back permits of keys; a pass adds them up.
insert into {t}limit_ledger (id, name, freed)
select {new_id}, used.name, used.n
from ({uses}) used;
