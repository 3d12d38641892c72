-- Holds the failed jobs of an operation that ended before it and that no other transaction holds; conditions and order are
-- added from the fragments.
select id from {t}job_failed {free} where id {in_ids}
  and finalized_at <= @cutoff
