-- Stores a schedule unless it, or one with its key, is stored already. The last statement changes a row only when the first inserted it.
insert into {t}schedule ({schedule_columns}, entry)
select {schedule_columns}, @token
from ({schedules}) given
on duplicate key update {t}schedule.version = {t}schedule.version;
select schedule.id
from ({schedules}) given
straight_join {t}schedule schedule force index (primary) on schedule.id = given.id
where schedule.entry = @token;
-- then write
update {t}schedule set entry = null where id in (@picked);
