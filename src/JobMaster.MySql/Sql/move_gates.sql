-- Sends jobs to the gate of another of their keys.
update ({given_ids}) given
straight_join {t}job_gate gated force index (primary) on gated.job_id = given.id
set gated.gate = @gate;
