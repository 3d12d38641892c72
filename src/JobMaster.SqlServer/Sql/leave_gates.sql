-- Takes jobs away from their gates. Looks each up by its id, so that it does not wait for other jobs.
delete gone
from ({given_ids}) given
inner loop join {t}job_gate gone on gone.job_id = given.id;
