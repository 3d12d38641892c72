-- Fragment: only schedules in one state.
and state = @state
