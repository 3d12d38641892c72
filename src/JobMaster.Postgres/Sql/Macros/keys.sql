-- The keys that are sent, with the job of each, how long it is kept, and the turn it must have.
select key as sent_key, id as sent_id, kept_for, turn as sent_turn
  from json_to_recordset(@keys) as sent (key text, id uuid, kept_for bigint, turn bigint)
