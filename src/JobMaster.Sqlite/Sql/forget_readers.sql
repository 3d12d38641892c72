-- Lets readers without a live session try the waiting jobs of these definitions and lanes again.
update {t}job as job set unread_by = (
  select group_concat(read.value, ' ') from json_each('["' || replace(job.unread_by, ' ', '","') || '"]') read
  where read.value in (select reader from {t}session where reader is not null))
where job.unread_by is not null and job.state <> 1 and job.state <> 2 and job.unread_by <> ''
  and job.definition_id in (select value from json_each(@definitions)) and job.lane in (select value from json_each(@lanes))
  and exists (
    select 1 from json_each('["' || replace(job.unread_by, ' ', '","') || '"]') read
    where read.value not in (select reader from {t}session where reader is not null))
returning lane, priority, due_at, 1;
