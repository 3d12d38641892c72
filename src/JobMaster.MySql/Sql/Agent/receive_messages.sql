-- Leases up to a limit of the messages of one queue that can be delivered, by age; skips those that are locked. Returns them in no order.
select seq
from {t}agent_message force index (agent_message_queue)
where lane = @lane and priority = @priority and available_at <= {clock}
order by available_at, seq
limit @limit
for update skip locked;
-- then read
update {t}agent_message set
  available_at = {clock} + interval @lease microsecond, deliveries = deliveries + 1
where seq in (@picked);
select seq, id, deliveries, pushed_at, body from {t}agent_message where seq in (@picked);
