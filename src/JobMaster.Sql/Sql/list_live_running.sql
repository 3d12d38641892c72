-- Fragment: only running jobs.
and state = 2
