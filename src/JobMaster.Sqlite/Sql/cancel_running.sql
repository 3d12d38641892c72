-- Asks running jobs to stop; returns which.
update {t}job set cancel_requested = 1 where id {in_ids} and state = 2
returning id;
