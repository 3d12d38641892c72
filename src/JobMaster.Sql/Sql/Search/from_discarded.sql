-- Fragment: from the discarded jobs.
from {t}job_history where last_result is not null
