-- Copies failed jobs to history as cancelled, with all details of their failure; returns which.
insert into {t}job_history ({final_columns})
output inserted.id
select
  {carried_columns}, 6, {now}, {ended_columns}
from {t}job_failed
where id {in_ids};
