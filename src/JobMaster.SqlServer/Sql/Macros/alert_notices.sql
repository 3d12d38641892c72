-- The stages of alerts to send to sinks.
select convert(binary(16), sent.alert_id, 2) as alert_id, sent.sink {exact} as sink, sent.stage
  from openjson(@notices) with (alert_id char(32) '$.alert_id', sink nvarchar(200) '$.sink', stage bigint '$.stage') sent
