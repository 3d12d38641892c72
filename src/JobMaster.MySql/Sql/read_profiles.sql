-- Reads the contents of profiles in use, the oldest first.
select profile_id, hash, declared_revision, `keys`, revision, beat from {t}schedule_profile order by revision;
