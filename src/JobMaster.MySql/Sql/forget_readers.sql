-- Lets readers without a live session try the waiting jobs of these definitions and lanes again; skips those that are locked. Names of
-- readers have no quotes.
select job.seq
from {t}job job
where job.unread_by is not null and job.state <> 1 and job.state <> 2 and job.unread_by <> ''
  and job.definition_id {in_definitions} and job.lane {in_lanes}
  and exists (
    select 1
    from json_table(concat('["', replace(job.unread_by, ' ', '","'), '"]'), '$[*]' columns (name varchar(200) {exact} path '$')) tried
    where tried.name not in (select reader from {t}session where reader is not null))
for update skip locked;
-- then read
update {t}job job set unread_by = (
  select group_concat(tried.name order by tried.turn separator ' ')
  from json_table(
    concat('["', replace(job.unread_by, ' ', '","'), '"]'),
    '$[*]' columns (turn for ordinality, name varchar(200) {exact} path '$')) tried
  where tried.name in (select reader from {t}session where reader is not null))
where seq in (@picked);
select lane, priority, min(due_at), count(*) from {t}job where seq in (@picked) group by lane, priority;
