-- Records that this version of the code has these contents of profiles, in the order of their names.
insert into {t}schedule_profile (profile_id, hash, declared_revision, `keys`, beat, advertised_at)
select given.profile_id, given.hash, given.declared_revision, given.`keys`, 1, {now}
from ({profiles}) given
order by given.profile_id, given.hash
on duplicate key update
  declared_revision = values(declared_revision), beat = {t}schedule_profile.beat + 1, advertised_at = values(advertised_at);
