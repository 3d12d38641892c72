-- The next finished jobs of the days that are about to be dropped, in the order of their ids.
select id
from {t}job_history
where finalized_at < @before and id > @after_id
order by id
limit @limit;
