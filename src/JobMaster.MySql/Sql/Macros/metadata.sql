-- The values of metadata that are sent, with the job of each.
select
    sent.name as sent_name, sent.value as sent_value, unhex(sent.id) as sent_id
  from json_table(@metadata, '$[*]' columns (
    name longtext {exact} path '$.name', value longtext {exact} path '$.value', id char(32) path '$.id')) sent
