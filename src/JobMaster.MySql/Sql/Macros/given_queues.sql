-- The queues that are sent, in their order.
select
    sent.turn, sent.lane, sent.priority
  from json_table(@queues, '$[*]' columns (
    turn for ordinality, lane longtext {exact} path '$.lane', priority bigint path '$.priority')) sent
