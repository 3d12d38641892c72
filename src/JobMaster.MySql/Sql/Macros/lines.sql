-- The log lines that are sent, in their order.
select
    sent.turn, unhex(sent.id) as id, sent.claim_no, timestampadd(microsecond, sent.at, timestamp'1970-01-01 00:00:00') as logged_at,
    sent.level, sent.text
  from json_table(@lines, '$[*]' columns (
    turn for ordinality, id char(32) path '$.id', claim_no bigint path '$.claim_no', at bigint path '$.at',
    level bigint path '$.level', text longtext {exact} path '$.text')) sent
