-- Leases up to a limit of the messages of one queue that can be delivered, by age. Returns them in no order.
update {t}agent_message set
  available_at = {clock} + @lease, deliveries = deliveries + 1
where seq in (
  select seq from {t}agent_message
  where lane = @lane and priority = @priority and available_at <= {clock}
  order by available_at, seq
  limit @limit + 0)
returning seq, id, deliveries, pushed_at, body;
