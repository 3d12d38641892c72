-- The sessions that are sent, with the beat each was seen with.
select
    unhex(sent.id) as id, sent.beat
  from json_table(@sessions, '$[*]' columns (
    id char(32) path '$.id', beat bigint path '$.beat')) sent
