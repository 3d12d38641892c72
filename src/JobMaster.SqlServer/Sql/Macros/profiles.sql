-- The contents of profiles that are sent.
select sent.profile_id {exact} as profile_id, sent.hash {exact} as hash, sent.declared_revision, sent.keys
  from openjson(@contents) with (
    profile_id nvarchar(200) '$.profile_id', hash nvarchar(200) '$.hash', declared_revision bigint '$.declared_revision',
    keys nvarchar(max) '$.keys') sent
