-- Adds counts of failures to their groups, in the order of their fingerprints;
-- a group that has reached the size at which its mute ends is no longer muted.
declare @added table (
  fingerprint nvarchar(200) collate Latin1_General_100_BIN2 not null primary key, jobs bigint not null, first_at datetime2(7),
  last_at datetime2(7));
insert into @added (fingerprint, jobs, first_at, last_at)
select fingerprint, sum(jobs), min(first_at), max(last_at)
from {t}failure_delta
where id {in_ids}
group by fingerprint;
update held set
  jobs = held.jobs + added.jobs,
  first_at = case when held.first_at is null or added.first_at < held.first_at then added.first_at else held.first_at end,
  last_at = case when held.last_at is null or added.last_at > held.last_at then added.last_at else held.last_at end,
  muted_below = case when held.jobs + added.jobs >= held.muted_below then -abs(held.muted_below) else held.muted_below end
from @added added
inner loop join {t}failure_group held {held} on held.fingerprint = added.fingerprint;
insert into {t}failure_group (fingerprint, jobs, first_at, last_at)
select added.fingerprint, added.jobs, added.first_at, added.last_at
from @added added
where not exists (select 1 from {t}failure_group held where held.fingerprint = added.fingerprint)
order by added.fingerprint;
