-- Notes that a sink knows that an alert fires. Its resolving may be sent at once; that it fires again, after a quiet time.
update {t}alert_notice set
  sent = @sent, attempts = 0, quiet_until = {next_turn},
  due_at = case when stage <= @sent then null when stage = @sent + 1 then {now} else {next_turn} end
where alert_id = @alert_id and sink = @sink and claim_no = @claim_no and sent < @sent;
