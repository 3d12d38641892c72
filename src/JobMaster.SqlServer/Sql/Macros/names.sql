-- The names that are sent.
select sent.name {exact} as name from openjson(@names) with (name nvarchar(400) '$') sent
