-- Moves the due time of a waiting or parked job.
update {t}job set due_at = @due_at, scheduled_at = @due_at where id = @id and state <> 2
returning lane, priority, due_at, id, limits;
