-- Takes jobs away from their gates.
delete from {t}job_gate where job_id {in_ids};
