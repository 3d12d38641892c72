-- The sessions that are sent, with the beat each was seen with.
select convert(binary(16), sent.id, 2) as id, sent.beat
  from openjson(@sessions) with (id char(32) '$.id', beat bigint '$.beat') sent
