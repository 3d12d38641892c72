-- Reads the permits of keys that were given back.
select id, name, freed from {t}limit_ledger where name {in_names};
