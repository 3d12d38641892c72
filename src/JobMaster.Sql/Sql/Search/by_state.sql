-- Fragment: only jobs of one final state, by index.
and state = @state
