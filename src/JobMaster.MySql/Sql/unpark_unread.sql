-- Makes jobs of these definitions and lanes wait again if another reader, but not this one, could not read their payload (reason 2). Skips
-- those that are locked.
select seq from {t}job
where state = 1 and parked_reason = 2
  and (unread_by is null or instr(unread_by, @reader) = 0)
  and definition_id {in_definitions} and lane {in_lanes}
for update skip locked;
-- then read
update {t}job set
  state = case when limits is not null then 7 when lost_count >= 2 then 3 else 0 end, parked_reason = null
where seq in (@picked);
select lane, priority, min(due_at), count(*) from {t}job where seq in (@picked) group by lane, priority;
