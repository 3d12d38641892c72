-- Saves the progress of running attempts; null keeps the stored value. Skips jobs that are locked: they are being finished. Looks jobs up
-- by id, as leave_jobs.sql does: ids compared as text are joined in a hash and cannot be merged with the whole primary key.
with report as materialized (
  {reports}),
free as materialized (
  select job.id from {t}job job
  where job.id = any (array(select id from report)) and job.state + 0 = 2
  for update skip locked)
update {t}job job set
  progress = coalesce(report.progress, job.progress),
  progress_text = coalesce(report.progress_text, job.progress_text)
from report
join free on free.id = report.id
where job.id = any (array(select id from free)) and job.id::text = report.id::text and job.claim_no = report.claim_no and job.state + 0 = 2;
