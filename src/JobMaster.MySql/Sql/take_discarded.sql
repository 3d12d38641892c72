-- Holds the discarded jobs of an operation that ended before it and that no other transaction holds; conditions and order are
-- added from the fragments.
select id from {t}job_history force index (primary) where id {in_ids} and state = 6 and last_result is not null
  and finalized_at <= @cutoff
