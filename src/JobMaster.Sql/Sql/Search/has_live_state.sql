-- Fragment: only jobs in one of some live states, a bit for each.
and (case when state = 2 then 4 when due_at > {now} then 1 when state = 7 then 8 else 2 end & @states) <> 0
