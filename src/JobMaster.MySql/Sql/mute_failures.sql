-- Mutes a group of failed jobs until a time, while it has fewer than a number of jobs.
insert into {t}failure_group (fingerprint, jobs, muted_until, muted_below)
values (@fingerprint, 0, @until, @below)
on duplicate key update muted_until = values(muted_until), muted_below = values(muted_below);
