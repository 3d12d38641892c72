-- The sessions that are sent, with the beat each was seen with.
select
    unhex(value ->> 'id') as id, value ->> 'beat' as beat
  from json_each(@sessions)
