-- Raises the beat of contents of profiles; one not seen before is added as the newest.
insert into {t}schedule_profile (profile_id, hash, declared_revision, keys, beat, advertised_at)
select value ->> 'profile_id', value ->> 'hash', value ->> 'declared_revision', value ->> 'keys', 1, coalesce($now, cast(unixepoch('subsec') * 1000 as integer) * 1000)
from json_each($contents)
where true
on conflict (profile_id, hash) do update set
  declared_revision = excluded.declared_revision, beat = beat + 1, advertised_at = excluded.advertised_at;
