-- Fragment: only jobs of one lane, checked in each row without an index.
and case when lane = @lane then 1 else 0 end = 1
