-- Finds out whether the turn to evaluate alerts is free, or this one.
select id from {t}alert_turn where id = 1 and (until_at <= {now} or turn = @turn);
