-- Finds jobs of an operation that wait for another round; conditions and order are added from the fragments.
select job_id from {t}operation_job where operation_id = @operation_id
