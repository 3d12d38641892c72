-- Lists the paused lanes in which jobs with limits wait for the lane to resume.
with recursive found (name) as (
  select min(gate) from {t}job_gate where gate >= '~'
  union all
  select (select min(gate) from {t}job_gate where gate > found.name) from found where found.name is not null)
select name from found where name is not null;
