-- Writes keys whose turn goes to the job of each that is sent and stands
-- at its gate, and what of them is in use. One that went on has the turn.
update {t}limit_key set
  in_use = @in_use, next_at = @next_at,
  held_by = coalesce(
    (select gated.job_id from {t}job_gate gated where gated.job_id {in_ids} and gated.gate = {t}limit_key.name), held_by)
where name {in_names};
