-- Fills the placeholders of jobs from their messages, and makes them wait for the time they were moved to; returns which.
update {t}job as job set
  state = 0, parked_reason = null, {filled_columns}
from ({delivered}) sent
where id = sent_id and job.state = 1 and job.parked_reason = 3
returning id;
