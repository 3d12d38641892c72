-- The definitions that are sent.
select
    sent.hash, sent.definition_id, sent.content
  from json_table(@definitions, '$[*]' columns (
    hash longtext {exact} path '$.hash', definition_id longtext {exact} path '$.definition_id',
    content longtext {exact} path '$.content')) sent
