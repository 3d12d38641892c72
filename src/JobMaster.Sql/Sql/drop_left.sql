-- Deletes jobs of an operation that have had their turn.
delete from {t}operation_job where operation_id = @operation_id and job_id {in_ids};
