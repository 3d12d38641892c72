-- Makes parked jobs of these definitions and lanes wait again: those of an unknown definition (reason 1), and on request those with an
-- unreadable payload (2), which every reader may try again. Skips jobs that are locked.
with unparked as (
  update {t}job set state = case when limits is not null then 7 when lost_count >= 2 then 3 else 0 end, parked_reason = null,
    unread_by = case when @unreadable_too then null else unread_by end
  where id = any (array(
    select id from {t}job
    where state = 1
      and (parked_reason = 1 or (parked_reason = 2 and @unreadable_too))
      and definition_id = any (array(select json_array_elements_text(@definitions)))
      and lane = any (array(select json_array_elements_text(@lanes)))
    for update skip locked))
  returning lane, priority, due_at)
select lane, priority, min(due_at), count(*)::integer from unparked group by lane, priority;
