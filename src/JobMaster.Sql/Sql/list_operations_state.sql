-- Fragment: only operations in one state.
and state = @state
