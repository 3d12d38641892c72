-- The jobs that go to gates, and the gate of each.
select
    unhex(sent.id) as id, sent.gate
  from json_table(@gated, '$[*]' columns (id char(32) path '$.id', gate varchar(400) {exact} path '$.gate')) sent
