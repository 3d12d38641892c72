-- Makes jobs of these definitions and lanes wait again if another reader, but not this one, could not read their payload (reason 2). Skips
-- those that are locked.
with unparked as (
  update {t}job set state = case when limits is not null then 7 when lost_count >= 2 then 3 else 0 end, parked_reason = null
  where id = any (array(
    select id from {t}job
    where state = 1 and parked_reason = 2 and lane = any (array(select json_array_elements_text(@lanes)))
      and (unread_by is null or strpos(unread_by, @reader) = 0)
      and definition_id = any (array(select json_array_elements_text(@definitions)))
    for update skip locked))
  returning lane, priority, due_at)
select lane, priority, min(due_at), count(*)::integer from unparked group by lane, priority;
