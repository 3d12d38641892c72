-- Notes jobs of an operation for a later round.
insert into {t}operation_job (operation_id, job_id)
select @operation_id, given.id from ({given_ids}) given
order by given.id;
