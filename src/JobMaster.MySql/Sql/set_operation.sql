-- Sets the state of an operation that is not over; returns it if the state changed.
select id from {t}operation
where id = @id and state in (1, 2) and state <> @state
for update;
-- then write
update {t}operation set state = @state, ended_at = case when @is_over then {now} else ended_at end where id in (@picked);
