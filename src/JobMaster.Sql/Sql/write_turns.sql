-- Gives the turn of each key to the sent job if it waits at the gate of the key, and writes how much of the key is in use. A job that went
-- on has the turn.
update {t}limit_key set
  in_use = @in_use, next_at = @next_at,
  held_by = coalesce(
    (select gated.job_id from {t}job_gate gated where gated.job_id {in_ids} and gated.gate = {t}limit_key.name), held_by)
where name {in_names};
