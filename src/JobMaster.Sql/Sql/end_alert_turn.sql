-- Ends the given turn to evaluate alerts if it is not lost, and sets when the next one may begin; holds it until the transaction ends.
update {t}alert_turn set until_at = {next_turn}
where id = 1 and turn = @turn and until_at > {now};
