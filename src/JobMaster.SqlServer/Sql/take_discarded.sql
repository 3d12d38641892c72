-- Holds the discarded jobs of an operation that nobody else holds; conditions and order are added from the fragments.
select id from {t}job_history {free} where id {in_ids} and state = 6 and last_result is not null
