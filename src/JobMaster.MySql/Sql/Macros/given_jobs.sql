-- The new or delivered jobs that are sent, in their order.
select delivered.*, delivered.sent_id as id
  from ({delivered}) delivered
