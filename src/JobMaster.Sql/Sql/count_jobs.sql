-- Counts jobs by lane, state and whether parked, over at most a limit of jobs of each section.
select lane, case when state = 2 then 3 when due_at > {now} then 1 when state = 7 then 7 else 2 end as shown,
    cast(state = 1 as {integer}) as parked, count(*)
from (select lane, state, due_at from {t}job limit @limit) live group by lane, shown, parked
union all
select lane, state, 0, count(*) from (select lane, state from {t}job_failed limit @limit) failed group by lane, state
union all
select lane, state, 0, count(*) from (select lane, state from {t}job_history limit @limit) finished group by lane, state;
