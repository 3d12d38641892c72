-- The stages of alerts to send to sinks.
select * from json_to_recordset(@notices) as sent (alert_id uuid, sink text, stage bigint)
