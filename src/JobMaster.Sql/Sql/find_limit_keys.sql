-- Finds which keys of limits exist, without a lock.
select name from {t}limit_key where name {in_names};
