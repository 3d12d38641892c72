-- Lists the paused lanes in which jobs with limits wait for the lane to resume. Steps from one to the next by the index, however many jobs
-- each has.
select gate as name from {t}job_gate force index (job_gate_order)
where gate >= '~' and gate < char(127 using utf8mb4)
group by gate
order by gate;
