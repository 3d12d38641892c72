-- Reads the clock, and in the same row the schedule of a key within a profile if there is one.
select clock.now, {schedule_row}
from (select {now} as now) clock
left join {t}schedule schedule on schedule.profile_id = @profile_id and schedule.[key] = @key;
