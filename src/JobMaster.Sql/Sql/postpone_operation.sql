-- Makes an operation wait if it could not continue, and stores the reason.
update {t}operation set worked_at = {now}, next_at = {next_turn}, note = @note where id = @id and state = 1;
