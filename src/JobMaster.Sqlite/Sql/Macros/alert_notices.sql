-- The stages of alerts to send to sinks.
select unhex(value ->> 'alert_id') as alert_id, value ->> 'sink' as sink, value ->> 'stage' as stage
  from json_each(@notices)
