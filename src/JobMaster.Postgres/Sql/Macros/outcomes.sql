-- The outcomes of attempts that are sent.
select * from json_to_recordset(@outcomes) as sent (id uuid, claim_no integer, kind integer, duration bigint, delay bigint, error text,
progress double precision, progress_text text, parked_reason integer, reader text)
