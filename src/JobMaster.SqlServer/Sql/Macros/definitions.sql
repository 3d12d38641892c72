-- The definitions that are sent.
select sent.hash {exact} as hash, sent.definition_id, sent.content
  from openjson(@definitions) with (
    hash nvarchar(200) '$.hash', definition_id nvarchar(max) '$.definition_id', content nvarchar(max) '$.content') sent
