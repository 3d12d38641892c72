-- Returns the places of the queues that hold a job that is due, or will be within a while, in their order.
select queue.turn - 1
from ({given_queues}) queue
where exists (
  select 1
  from {t}job force index (job_claim)
  where state = 0 and lane = queue.lane and priority = queue.priority and {due}
    and lost_count < @lost_below
    and definition_id {not_excluded}
    and {readable})
order by queue.turn
limit @limit;
