-- The jobs that go to gates, and the gate of each.
select convert(binary(16), sent.id, 2) as id, sent.gate
  from openjson(@gated) with (id char(32) '$.id', gate nvarchar(400) '$.gate') sent
