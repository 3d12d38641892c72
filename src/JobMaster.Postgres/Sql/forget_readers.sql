-- Lets readers without a live session try the waiting jobs of these definitions and lanes again; skips those that are locked.
with tried as materialized (
  select
    job.id,
    (
      select string_agg(read.name, ' ' order by read.place)
      from unnest(string_to_array(job.unread_by, ' ')) with ordinality read (name, place)
      where exists (select 1 from {t}session where reader = read.name)) as kept
  from {t}job job
  where job.unread_by is not null and job.state <> 1 and job.state <> 2 and job.unread_by <> ''
    and job.definition_id = any (array(select json_array_elements_text(@definitions)))
    and job.lane = any (array(select json_array_elements_text(@lanes)))
  for update skip locked),
forgotten as (
  update {t}job job set unread_by = tried.kept
  from tried
  where job.id = tried.id and job.unread_by is distinct from tried.kept
  returning job.lane, job.priority, job.due_at)
select lane, priority, min(due_at), count(*)::integer from forgotten group by lane, priority;
