-- The jobs that go to gates, and the gate of each.
select id, gate from json_to_recordset(@gated) as sent (id uuid, gate text)
