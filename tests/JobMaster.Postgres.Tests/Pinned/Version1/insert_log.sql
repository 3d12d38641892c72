-- Adds log lines of running attempts, in the order sent; those of a fenced attempt are dropped.
insert into {t}job_log (job_id, claim_no, logged_at, level, text)
select
  job.id, job.claim_no,
  timestamptz 'epoch' + line.at / 1000000 * interval '1 second' + line.at % 1000000 * interval '1 microsecond', line.level, line.text
from json_array_elements(@lines) with ordinality sent (value, turn)
cross join lateral json_to_record(sent.value) as line (id uuid, claim_no integer, at bigint, level integer, text text)
join {t}job job on job.id = line.id and job.claim_no = line.claim_no and job.state = 2
order by sent.turn;
