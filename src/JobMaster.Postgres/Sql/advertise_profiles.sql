-- Raises the beat of contents of profiles; one not seen before is added as the newest.
insert into {t}schedule_profile as profile (profile_id, hash, declared_revision, keys, beat, advertised_at)
select profile_id, hash, declared_revision, keys, 1, coalesce(@now, statement_timestamp())
from json_to_recordset(@contents) as given (profile_id text, hash text, declared_revision bigint, keys text)
order by profile_id, hash
on conflict (profile_id, hash) do update set
  declared_revision = excluded.declared_revision, beat = profile.beat + 1, advertised_at = excluded.advertised_at;
