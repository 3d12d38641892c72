-- Counts jobs by lane, state and whether parked, over at most a limit of jobs of each section.
select live.lane, live.shown, live.parked, count(*)
from (
  select top (@limit)
    lane, case when state = 2 then 3 when due_at > {now} then 1 when state = 7 then 7 else 2 end as shown,
        case when state = 1 then 1 else 0 end as parked
  from {t}job) live
group by live.lane, live.shown, live.parked
union all
select failed.lane, failed.state, 0, count(*)
from (select top (@limit) lane, state from {t}job_failed) failed group by failed.lane, failed.state
union all
select finished.lane, finished.state, 0, count(*)
from (select top (@limit) lane, state from {t}job_history) finished group by finished.lane, finished.state;
