-- Adds log lines of running attempts, in the order sent; those of a fenced attempt are dropped.
insert into {t}job_log (job_id, claim_no, logged_at, level, text)
select job.id, job.claim_no, line.logged_at, line.level, line.text
from ({lines}) line
join {t}job job on job.id = line.id and job.claim_no = line.claim_no and job.state = 2
order by line.turn;
