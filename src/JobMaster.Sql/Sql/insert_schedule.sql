-- Stores a schedule unless one with its id, or with its profile and key, is there.
insert into {t}schedule ({schedule_columns})
select {schedule_columns}
from ({schedules}) given
where true
on conflict do nothing;
