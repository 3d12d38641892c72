-- The contents of profiles that are sent.
select
    sent.profile_id, sent.hash, sent.declared_revision, sent.`keys`
  from json_table(@contents, '$[*]' columns (
    profile_id longtext {exact} path '$.profile_id', hash longtext {exact} path '$.hash',
    declared_revision bigint path '$.declared_revision', `keys` longtext {exact} path '$.keys')) sent
