-- Reads the state of jobs that had the turn of a key: 1 while the job is live and not parked, 2 while it is failed. Returns no row once it
-- has ended otherwise.
select id, 1 from {t}job where id {in_ids} and state <> 1
union all
select id, 2 from {t}job_failed where id {in_ids};
