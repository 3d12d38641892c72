-- Sends jobs to the gate of another of their keys.
update gated set gate = @gate
from ({given_ids}) given
inner loop join {t}job_gate gated on gated.job_id = given.id;
