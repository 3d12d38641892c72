-- Deletes up to a limit of the contents of profiles that no process has
-- advertised for longer than the retention; skips those that are locked.
delete top (@limit) from {t}schedule_profile {free}
where advertised_at < {kept_since};
