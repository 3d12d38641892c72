-- Writes how much is in use of a key that this transaction has locked.
update {t}limit_key set in_use = @in_use, next_at = @next_at, held_by = @held_by where name = @name;
