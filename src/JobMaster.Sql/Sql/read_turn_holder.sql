-- Reads where a job stands that had the turn of a key: 1 while it is live and not parked, 2 while it is failed. No row once it has ended otherwise.
select 1 from {t}job where id = @id and state <> 1
union all
select 2 from {t}job_failed where id = @id;
