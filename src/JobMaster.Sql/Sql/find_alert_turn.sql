-- Checks whether the turn to evaluate alerts is free, or is the given one.
select id from {t}alert_turn where id = 1 and (until_at <= {now} or turn = @turn);
