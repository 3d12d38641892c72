-- Writes what of a key is in use, which this transaction has locked.
update {t}limit_key set in_use = @in_use, next_at = @next_at, held_by = @held_by where name = @name;
