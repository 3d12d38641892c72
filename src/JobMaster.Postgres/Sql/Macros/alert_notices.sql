-- The stages of alerts that sinks are to be sent.
select * from json_to_recordset(@notices) as sent (alert_id uuid, sink text, stage bigint)
