-- Fragment: from the failed jobs.
from {t}job_failed where true
