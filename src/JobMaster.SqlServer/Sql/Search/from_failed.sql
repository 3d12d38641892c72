-- Fragment: from the failed jobs.
from {t}job_failed where 1 = 1
