-- Fragment: only jobs of one fingerprint, checked in each row without an index.
and case when fingerprint = @fingerprint then 1 else 0 end = 1
