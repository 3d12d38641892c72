-- Deletes up to a limit of schedules that have been over for longer than the retention; skips those that are locked.
delete top (@limit) from {t}schedule {free}
where state in (3, 4, 5) and case when last_at > updated_at then last_at else updated_at end < {kept_since};
