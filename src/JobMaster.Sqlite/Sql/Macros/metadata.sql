-- The values of metadata that are sent, with the job of each.
select value ->> 'name' as sent_name, value ->> 'value' as sent_value, unhex(value ->> 'id') as sent_id from json_each(@metadata)
