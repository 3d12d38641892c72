-- The permits that are given back: the key of each, and how many.
select name, n from json_to_recordset(@uses) as sent (name text, n bigint)
