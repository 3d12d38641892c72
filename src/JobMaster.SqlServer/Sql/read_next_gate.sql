-- Reads how long until the next job with limits falls due, in microseconds, passing over those that others bring there or take away.
select top (1) {until_due} from {t}job_gate with (readpast, rowlock, readcommittedlock)
where gate = N'' and priority = 0
order by due_at;
