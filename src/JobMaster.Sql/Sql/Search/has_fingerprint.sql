-- Fragment: only jobs of one fingerprint, looked at in each row and by no index.
and case when fingerprint = @fingerprint then 1 else 0 end = 1
