-- Deletes jobs of an operation that have had their turn.
delete gone
from ({given_ids}) given
straight_join {t}operation_job gone force index (primary) on gone.operation_id = @operation_id and gone.job_id = given.id;
