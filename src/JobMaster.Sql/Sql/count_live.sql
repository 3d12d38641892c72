-- Counts live jobs by lane, state and whether parked, over at most a limit of them.
select lane, case when state = 2 then 3 when due_at > {now} then 1 when state = 7 then 7 else 2 end as shown,
    cast(state = 1 as {integer}) as parked, count(*)
from (select lane, state, due_at from {t}job limit @limit) live group by lane, shown, parked;
