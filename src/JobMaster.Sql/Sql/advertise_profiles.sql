-- Records which contents of profiles this process has; known ones get another beat.
insert into {t}schedule_profile as profile (profile_id, hash, declared_revision, keys, beat, advertised_at)
select profile_id, hash, declared_revision, keys, 1, {now}
from ({profiles}) given
where true
order by profile_id, hash
on conflict (profile_id, hash) do update
set declared_revision = excluded.declared_revision, beat = profile.beat + 1, advertised_at = excluded.advertised_at;
