-- The keys that are sent, with the job of each.
select * from json_to_recordset(@keys) as sent (key text, id uuid)
