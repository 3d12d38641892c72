-- Leases up to a limit of the messages of one queue that can be delivered, by age; skips those that are locked. Returns them in no order.
with picked as (
  select top (@limit) seq, id, deliveries, pushed_at, body, available_at
  from {t}agent_message {free}
  where lane = @lane and priority = cast(@priority as smallint) and available_at <= {clock}
  order by available_at, seq)
update picked set available_at = dateadd(microsecond, @lease % 1000000,
    dateadd(second, @lease / 1000000 % 86400, dateadd(day, @lease / 1000000 / 86400, {clock}))), deliveries = deliveries + 1
output inserted.seq, inserted.id, inserted.deliveries, inserted.pushed_at, inserted.body;
