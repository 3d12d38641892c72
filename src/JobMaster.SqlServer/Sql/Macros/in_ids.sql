-- Whether an id is one of those sent.
in (select convert(binary(16), sent.id, 2) from openjson(@ids) with (id char(32) '$') sent)
