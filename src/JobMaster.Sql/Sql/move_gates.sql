-- Sends jobs to the gate of another of their keys.
update {t}job_gate set gate = @gate where job_id {in_ids};
