-- Reads how long until the next job with limits falls due, in microseconds.
select {until_due} from {t}job_gate where gate = '' and priority = 0 order by due_at limit 1;
