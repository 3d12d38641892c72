-- The jobs that go to gates, and the gate of each.
select unhex(value ->> 'id') as id, value ->> 'gate' as gate from json_each(@gated)
