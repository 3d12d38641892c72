-- Checks whether a notice of a sink is due.
select alert_id from {t}alert_notice where sink = @sink and due_at <= {now} limit 1;
