-- The definitions that are sent.
select * from json_to_recordset(@definitions) as sent (hash text, definition_id text, content text)
