-- Notes that a sink knows that an alert has resolved. The notice that it fires again waits for the quiet time.
update {t}alert_notice set
  sent = @sent, attempts = 0,
  due_at = case when stage <= @sent then null when quiet_until > {now} then quiet_until else {now} end
where alert_id = @alert_id and sink = @sink and claim_no = @claim_no and sent < @sent;
