-- Fragment: from the live jobs.
from {t}job where true
