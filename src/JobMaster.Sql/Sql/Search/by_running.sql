-- Fragment: only running jobs, by index.
and state = 2
