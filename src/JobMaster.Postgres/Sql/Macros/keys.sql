-- The sent keys, with the job of each, how long it is kept, the turn it must have, and in which states of the job a unique key is held.
select key as sent_key, id as sent_id, kept_for, turn as sent_turn, hold
  from json_to_recordset(@keys) as sent (key text, id uuid, kept_for bigint, turn bigint, hold smallint)
