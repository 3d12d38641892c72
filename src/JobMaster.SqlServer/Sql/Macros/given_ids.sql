-- The ids that are sent.
select convert(binary(16), sent.id, 2) as id from openjson(@ids) with (id char(32) '$') sent
