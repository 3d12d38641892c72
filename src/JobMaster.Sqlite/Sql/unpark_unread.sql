-- Makes jobs of these definitions and lanes wait again if another reader, but not this one, could not read their payload (reason 2).
update {t}job set state = case when limits is not null then 7 when lost_count >= 2 then 3 else 0 end, parked_reason = null
where state = 1 and parked_reason = 2
  and (unread_by is null or instr(unread_by, @reader) = 0)
  and definition_id in (select value from json_each(@definitions)) and lane in (select value from json_each(@lanes))
returning lane, priority, due_at, 1;
