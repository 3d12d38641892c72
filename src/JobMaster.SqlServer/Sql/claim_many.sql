-- Returns the places of the queues that hold a job that is due, or will be within a while, in their order.
select top (@limit) queue.turn
from ({given_queues}) queue
where exists (
  select 1
  from {t}job job
  where job.state = 0 and job.lane = queue.lane and job.priority = queue.priority and {due}
    and job.lost_count < @lost_below
    and job.definition_id {not_excluded}
    and {readable})
order by queue.turn;
