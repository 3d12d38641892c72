-- The columns that a job takes from the job that replaces it or fills its place.
job.lane = sent.lane, job.priority = sent.priority, job.timeout = sent.timeout, job.max_retries = sent.max_retries,
  job.expires_at = sent.expires_at, job.trace_parent = sent.trace_parent, job.scheduled_by = sent.scheduled_by,
  job.metadata = sent.metadata, job.payload = sent.payload
