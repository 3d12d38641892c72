-- Reads the time until the next job with limits becomes due, in microseconds.
select {until_due} from {t}job_gate where gate = '' and priority = 0 order by due_at limit 1;
