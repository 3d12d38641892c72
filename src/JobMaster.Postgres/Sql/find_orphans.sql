-- Finds and locks running jobs whose session is gone; skips those that are locked. Returns what each becomes and why: 6 cancelled (asked to
-- stop or expired), 5 failed (lost too often), 2 waiting. It looks between the ids of the live sessions, because the index entries under
-- these ids include all ended jobs that some transaction may still see.
with gap (low, high) as materialized (
  select
    coalesce(lag(id) over (order by id nulls last), '00000000-0000-0000-0000-000000000000'),
    coalesce(id, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
  from (select id from {t}session union all select null) session)
select {orphan_row}
from gap
cross join lateral (
  select * from {t}job where state = 2 and session_id > gap.low and session_id < gap.high
  limit @limit
  for update skip locked) job
limit @limit;
