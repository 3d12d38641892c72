-- Fragment: from the finished jobs.
from {t}job_history where 1 = 1
