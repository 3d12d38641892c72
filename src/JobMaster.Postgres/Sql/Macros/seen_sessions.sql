-- The sessions that are sent, with the beat each was seen with.
select * from json_to_recordset(@sessions) as sent (id uuid, beat bigint)
