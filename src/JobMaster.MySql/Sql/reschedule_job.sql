-- Moves a waiting job to another time; returns where it waits.
select seq from {t}job force index (job_id)
where id = @id and state <> 2
for update;
-- then read
update {t}job set due_at = @due_at, scheduled_at = @due_at where seq in (@picked);
select lane, priority, due_at, id, limits from {t}job where seq in (@picked);
