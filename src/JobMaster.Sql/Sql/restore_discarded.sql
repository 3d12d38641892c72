-- Copies discarded jobs back to the failed ones with the current time, so that they are kept as long as others; returns which.
insert into {t}job_failed ({final_columns})
select
  {carried_columns}, 5, {now},
  {ended_columns}
from {t}job_history discarded
where id {in_ids} {since_ids} and state = 6 and last_result is not null
returning id;
