-- Takes a notice for a while.
update {t}alert_notice set due_at = {next_turn}, claim_no = claim_no + 1, attempts = attempts + 1
where alert_id = @alert_id and sink = @sink;
