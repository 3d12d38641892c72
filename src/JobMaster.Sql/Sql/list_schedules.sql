-- Lists schedules, each after the time of the store; conditions and order are added from the fragments.
select
  {now}, {schedule_row}
from {t}schedule
where true
