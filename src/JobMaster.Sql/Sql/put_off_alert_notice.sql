-- Schedules a notice to be sent again later.
update {t}alert_notice set due_at = {next_turn}
where alert_id = @alert_id and sink = @sink and claim_no = @claim_no and sent < @sent;
