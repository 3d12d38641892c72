-- Reads every content of every profile.
select profile_id, hash, declared_revision, keys, revision, beat from {t}schedule_profile order by revision;
