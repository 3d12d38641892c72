-- Fragment: only jobs of one final state, looked at in each row and by no index.
and case when state = @state then 1 else 0 end = 1
