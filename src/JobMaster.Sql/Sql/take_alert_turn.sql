-- Takes the turn to evaluate alerts for a while if it is free, or is the given one.
update {t}alert_turn set turn = @turn, until_at = {next_turn}
where id = 1 and (until_at <= {now} or turn = @turn);
