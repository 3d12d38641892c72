-- Saves the progress of running attempts; null keeps the stored value. Skips jobs that are locked: they are being finished.
update job set
  progress = coalesce(report.progress, job.progress), progress_text = coalesce(report.progress_text, job.progress_text)
from ({reports}) report
join {t}job job {free} on job.id = report.id and job.claim_no = report.claim_no and job.state = 2;
