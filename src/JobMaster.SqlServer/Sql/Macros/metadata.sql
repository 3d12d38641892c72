-- The values of metadata that are sent, with the job of each.
select sent.name as sent_name, sent.value as sent_value, convert(binary(16), sent.id, 2) as sent_id
  from openjson(@metadata) with (name nvarchar(max) '$.name', value nvarchar(max) '$.value', id char(32) '$.id') sent
