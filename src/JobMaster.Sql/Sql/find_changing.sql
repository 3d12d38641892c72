-- Finds the live jobs that an operation is for; conditions and order are added from the fragments.
select id, case when state = 2 then 1 when parked_reason = 3 then 2 else 0 end from {t}job where created_at <= coalesce(@cutoff, {now})
