-- Fragment: only jobs of one final state, checked in each row without an index.
and case when state = @state then 1 else 0 end = 1
