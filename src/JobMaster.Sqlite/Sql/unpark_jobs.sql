-- Makes parked jobs of these definitions and lanes wait again: those of an unknown definition (reason
-- 1), and on request those with an unreadable payload (2). Every reader may try these again.
update {t}job set state = case when limits is not null then 7 when lost_count >= 2 then 3 else 0 end, parked_reason = null,
    unread_by = iif(@unreadable_too, null, unread_by)
where state = 1
  and parked_reason in (1, iif(@unreadable_too, 2, 1))
  and definition_id in (select value from json_each(@definitions)) and lane in (select value from json_each(@lanes))
returning lane, priority, due_at, 1;
