-- Copies failed jobs to history as cancelled; returns which.
insert into {t}job_history ({final_columns})
select
  {carried_columns}, 6, {now}, {ended_columns}
from {t}job_failed
where id {in_ids};
select id from {t}job_failed where id {in_ids};
