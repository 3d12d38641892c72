-- The sent keys, with the job of each, how long it is kept, the turn it must have, and in which states of the job a unique key is held.
select
    value ->> 'key' as sent_key, unhex(value ->> 'id') as sent_id, value ->> 'kept_for' as kept_for, value ->> 'turn' as sent_turn,
    value ->> 'hold' as hold
  from json_each(@keys)
