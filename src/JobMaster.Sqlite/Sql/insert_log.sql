-- Adds log lines of running attempts, in the order sent; those of a fenced attempt are dropped.
insert into {t}job_log (job_id, claim_no, logged_at, level, text)
select job.id, line.value ->> 'claim_no', line.value ->> 'at', line.value ->> 'level', line.value ->> 'text'
from json_each(@lines) line
cross join {t}job job on job.id = unhex(line.value ->> 'id') and job.claim_no = line.value ->> 'claim_no' and job.state = 2
order by line.key;
