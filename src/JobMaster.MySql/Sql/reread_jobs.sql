-- Makes jobs wait again if their payload was unreadable (reason 2) and has changed; every reader may try it.
update {t}job force index (job_id) set
  state = case when state = 1 and parked_reason = 2 then case when lost_count >= 2 then 3 else 0 end else state end,
  parked_reason = case when parked_reason = 2 then null else parked_reason end, unread_by = null
where id {in_ids} and state <> 2 and (parked_reason = 2 or unread_by is not null);
