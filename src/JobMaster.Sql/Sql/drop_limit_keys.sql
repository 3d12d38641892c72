-- Deletes keys of limits that this transaction has locked; a pass that needs one adds it again.
delete from {t}limit_key where name {in_names};
