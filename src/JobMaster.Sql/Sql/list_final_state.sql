-- Fragment: only jobs of one final state.
and state = @state
