-- Reads the time until the next job with limits becomes due, in microseconds. Skips jobs that other transactions are adding or removing.
select top (1) {until_due} from {t}job_gate with (readpast, rowlock, readcommittedlock)
where gate = N'' and priority = 0
order by due_at;
