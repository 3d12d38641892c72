-- Saves the progress of running attempts; null keeps the stored value. Skips jobs that are locked: they are being finished.
select job.id
from ({reports}) report
straight_join {t}job job force index (job_id) on job.id = report.id and job.claim_no = report.claim_no and job.state = 2
for update skip locked;
-- then write
update ({reports}) report
straight_join {t}job job force index (job_id) on job.id = report.id and job.claim_no = report.claim_no
set job.progress = coalesce(report.progress, job.progress), job.progress_text = coalesce(report.progress_text, job.progress_text)
where job.id in (@picked);
