-- Counts jobs by lane, state and whether parked, over at most a limit of jobs of each section.
select lane, case when state = 2 then 3 when due_at <= coalesce($now, cast(unixepoch('subsec') * 1000 as integer) * 1000) then 2 else 1 end as shown, state = 1 as parked, count(*)
from (select lane, state, due_at from {t}job limit $limit) group by lane, shown, parked
union all
select lane, state, 0, count(*) from (select lane, state from {t}job_failed limit $limit) group by lane, state
union all
select lane, state, 0, count(*) from (select lane, state from {t}job_history limit $limit) group by lane, state;
