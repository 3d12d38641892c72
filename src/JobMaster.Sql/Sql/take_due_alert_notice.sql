-- Holds the notice of a sink that has been due longest and that no other node takes.
select alert_id, stage, sent, claim_no, attempts
from {t}alert_notice
where sink = @sink and due_at <= {now}
order by due_at, alert_id
limit 1
{skip_locked};
