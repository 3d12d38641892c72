-- An alert as SqlAlertStore reads it.
id, [rule], subject, cast(severity as {integer}), message, amount, stage, since_at, seen_at, checked_at, fired_at, resolved_at
