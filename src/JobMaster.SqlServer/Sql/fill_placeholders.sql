-- Fills the placeholders of jobs from their messages, and makes them wait for the time they were moved to; returns which.
update job set
  state = 0, parked_reason = null, {filled_columns}
output inserted.id
from ({delivered}) sent
join {t}job job on job.id = sent.sent_id
where job.state = 1 and job.parked_reason = 3;
