-- The values of metadata that are sent, with the job of each.
select name as sent_name, value as sent_value, id as sent_id from json_to_recordset(@metadata) as sent (name text, value text, id uuid)
