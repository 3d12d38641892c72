-- Takes jobs away from their gates.
delete gone
from ({given_ids}) given
straight_join {t}job_gate gone force index (primary) on gone.job_id = given.id;
