-- Moves the due time of a waiting or parked job.
{patiently}
update {t}job set due_at = @due_at, scheduled_at = @due_at
output inserted.lane, inserted.priority, inserted.due_at, inserted.id, inserted.limits
where id = @id and state <> 2;
