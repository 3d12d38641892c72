-- The new jobs that are sent, in their order.
select sent_id as id, delivered.*
  from ({delivered}) delivered
