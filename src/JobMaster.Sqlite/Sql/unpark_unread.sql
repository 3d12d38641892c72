-- Makes jobs of these definitions and lanes wait again whose payload was found unreadable (reason 2), but not by this reader.
update {t}job set state = iif(lost_count >= 2, 3, 0), parked_reason = null
where state = 1 and parked_reason = 2
  and (unread_by is null or instr(unread_by, @reader) = 0)
  and definition_id in (select value from json_each(@definitions)) and lane in (select value from json_each(@lanes))
returning lane, priority, due_at, 1;
