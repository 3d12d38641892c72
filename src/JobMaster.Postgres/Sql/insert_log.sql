-- Adds log lines of running attempts, in the order sent; those of a fenced attempt are dropped.
-- Looks jobs up as leave_jobs.sql does.
with line as materialized (
  select sent.turn, line.*
  from json_array_elements(@lines) with ordinality sent (value, turn)
  cross join lateral json_to_record(sent.value) as line (id uuid, claim_no integer, at bigint, level integer, text text)),
running as (
  select id, claim_no from {t}job where id = any (array(select id from line)) and state + 0 = 2)
insert into {t}job_log (job_id, claim_no, logged_at, level, text)
select
  job.id, job.claim_no,
  timestamptz 'epoch' + line.at / 1000000 * interval '1 second' + line.at % 1000000 * interval '1 microsecond', line.level, line.text
from running job
full join line on line.id = job.id and line.claim_no = job.claim_no
where case when job.id is null or line.id is null then false else true end
order by line.turn;
