-- The deliveries that are sent.
select sent.seq, sent.deliveries
  from openjson(@messages) with (seq bigint '$.seq', deliveries int '$.deliveries') sent
