-- The keys that are sent, with the job of each, how long it is kept, and the turn it must have.
select
    value ->> 'key' as sent_key, unhex(value ->> 'id') as sent_id, value ->> 'kept_for' as kept_for, value ->> 'turn' as sent_turn
  from json_each(@keys)
