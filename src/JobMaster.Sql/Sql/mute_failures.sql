-- Mutes a group of failed jobs until an instant and until it reaches a number of jobs.
insert into {t}failure_group (fingerprint, jobs, muted_until, muted_below)
values (@fingerprint, 0, @until, @below)
on conflict (fingerprint) do update set muted_until = excluded.muted_until, muted_below = excluded.muted_below;
