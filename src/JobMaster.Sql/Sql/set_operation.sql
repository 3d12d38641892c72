-- Pauses, resumes or cancels an operation that has not ended; returns its id if its state changed.
update {t}operation set state = @state, ended_at = case when @is_over then {now} else ended_at end
where id = @id and state in (1, 2) and state <> @state
returning id;
