-- The stages of alerts to send to sinks.
select
    unhex(sent.alert_id) as alert_id, sent.sink, sent.stage
  from json_table(@notices, '$[*]' columns (
    alert_id char(32) path '$.alert_id', sink longtext {exact} path '$.sink', stage bigint path '$.stage')) sent
