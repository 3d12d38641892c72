-- Stores a schedule unless one with its id, or with its profile and key, exists.
insert into {t}schedule ({schedule_columns})
select {schedule_columns}
from ({schedules}) given
where true
on conflict do nothing;
