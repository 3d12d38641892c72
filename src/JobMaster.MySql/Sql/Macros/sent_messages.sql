-- The deliveries that are sent.
select
    sent.seq, sent.deliveries
  from json_table(@messages, '$[*]' columns (
    seq bigint path '$.seq', deliveries bigint path '$.deliveries')) sent
