-- The progress of attempts that is sent.
select * from json_to_recordset(@reports) as sent (id uuid, claim_no integer, progress double precision, progress_text text)
