-- Sends jobs that have become due to a gate.
update {t}job_gate set gate = @gate, priority = @priority where job_id {in_ids} and gate = '';
