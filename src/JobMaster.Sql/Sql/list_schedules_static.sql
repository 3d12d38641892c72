-- Fragment: only schedules of profiles.
and profile_id <> ''
