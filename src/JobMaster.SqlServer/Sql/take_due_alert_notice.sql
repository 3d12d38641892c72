-- Holds the notice of a sink that has been due longest and that no other node takes.
select top (1) alert_id, stage, sent, claim_no, attempts
from {t}alert_notice {free}
where sink = @sink and due_at <= {now}
order by due_at, alert_id;
