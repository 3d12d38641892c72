-- Fragment: from the live jobs.
from {t}job where 1 = 1
