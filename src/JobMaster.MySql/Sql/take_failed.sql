-- Holds the failed jobs of an operation that no other transaction holds; conditions and order are added from the fragments.
select id from {t}job_failed force index (primary) where id {in_ids}
