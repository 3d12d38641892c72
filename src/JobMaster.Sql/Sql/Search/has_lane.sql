-- Fragment: only jobs of one lane, looked at in each row and by no index.
and case when lane = @lane then 1 else 0 end = 1
