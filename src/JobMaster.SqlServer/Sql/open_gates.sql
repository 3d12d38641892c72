-- Sends jobs that have become due to a gate.
update gated set gate = @gate, priority = @priority
from ({given_ids}) given
inner loop join {t}job_gate gated on gated.job_id = given.id
where gated.gate = N'';
