-- Reads the clock, and in the same row the schedule of an id if there is one.
select clock.now, {schedule_row}
from (select {now} as now) clock
left join {t}schedule schedule on schedule.id = @id;
