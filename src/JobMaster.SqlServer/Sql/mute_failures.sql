-- Mutes a group of failed jobs until an instant and until it reaches a number of jobs.
update {t}failure_group set muted_until = @until, muted_below = @below where fingerprint = @fingerprint;
insert into {t}failure_group (fingerprint, jobs, muted_until, muted_below)
select @fingerprint, 0, @until, @below
where not exists (select 1 from {t}failure_group known where known.fingerprint = @fingerprint);
