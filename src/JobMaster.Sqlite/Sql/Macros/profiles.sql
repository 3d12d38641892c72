-- The contents of profiles that are sent.
select
    value ->> 'profile_id' as profile_id, value ->> 'hash' as hash, value ->> 'declared_revision' as declared_revision,
    value ->> 'keys' as keys
  from json_each(@contents)
