-- Fragment: only the jobs of one lane that an operation is for.
and lane = @lane
