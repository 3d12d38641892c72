-- Leases up to a limit of the messages of one queue that can be delivered, by age; skips those that are locked. Returns them in no order.
with picked as materialized (
  select seq as place
  from {t}agent_message
  where lane = @lane and priority = @priority and available_at <= {clock}
  order by available_at, seq
  limit @limit
  for update skip locked)
update {t}agent_message message set
  available_at = {clock} + @lease * interval '1 microsecond', deliveries = message.deliveries + 1
where message.seq = any (array(select place from picked))
returning message.seq, message.id, message.deliveries, message.pushed_at, message.body;
