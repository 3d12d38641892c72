-- Sends jobs that have become due to a gate.
update ({given_ids}) given
straight_join {t}job_gate gated force index (primary) on gated.job_id = given.id
set gated.gate = @gate, gated.priority = @priority
where gated.gate = '';
