-- Notes that a sink knows that an alert fires. The notice that it resolved may be sent at once; the notice that it fires again waits for
-- the quiet time.
update {t}alert_notice set
  sent = @sent, attempts = 0, quiet_until = {next_turn},
  due_at = case when stage <= @sent then null when stage = @sent + 1 then {now} else {next_turn} end
where alert_id = @alert_id and sink = @sink and claim_no = @claim_no and sent < @sent;
