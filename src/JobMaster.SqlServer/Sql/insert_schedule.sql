-- Stores a schedule unless one with its id, or with its profile and key, exists.
insert into {t}schedule ({schedule_columns})
select {schedule_columns}
from ({schedules}) given
where not exists (select 1 from {t}schedule stored where stored.id = given.id)
  and not exists (
    select 1 from {t}schedule stored where stored.profile_id = given.profile_id and stored.[key] = given.[key]
        and stored.[key] is not null);
