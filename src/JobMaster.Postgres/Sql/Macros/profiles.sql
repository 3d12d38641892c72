-- The contents of profiles that are sent.
select * from json_to_recordset(@contents) as sent (profile_id text, hash text, declared_revision bigint, keys text)
