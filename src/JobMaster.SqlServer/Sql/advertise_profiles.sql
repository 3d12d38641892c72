-- Records which contents of profiles this process has; known ones get another beat.
update profile set declared_revision = given.declared_revision, beat = profile.beat + 1, advertised_at = {now}
from (select top ({job_limit}) * from ({profiles}) sent order by sent.profile_id, sent.hash) given
inner loop join {t}schedule_profile profile {held} on profile.profile_id = given.profile_id and profile.hash = given.hash;
insert into {t}schedule_profile (profile_id, hash, declared_revision, keys, beat, advertised_at)
select given.profile_id, given.hash, given.declared_revision, given.keys, 1, {now}
from ({profiles}) given
where not exists (
  select 1 from {t}schedule_profile known where known.profile_id = given.profile_id and known.hash = given.hash)
order by given.profile_id, given.hash;
