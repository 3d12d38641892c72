-- Finds the first job of each priority at each gate, by due time and insertion.
select
  (select top (1) job_id from {t}job_gate where gate = named.name and priority = 5 order by due_at, seq),
  (select top (1) job_id from {t}job_gate where gate = named.name and priority = 4 order by due_at, seq),
  (select top (1) job_id from {t}job_gate where gate = named.name and priority = 3 order by due_at, seq),
  (select top (1) job_id from {t}job_gate where gate = named.name and priority = 2 order by due_at, seq),
  (select top (1) job_id from {t}job_gate where gate = named.name and priority = 1 order by due_at, seq)
from ({names}) named;
