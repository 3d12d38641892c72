-- Fragment: from the finished jobs.
from {t}job_history where true
