-- Fragment: only what was done to one thing.
and target_id = @target_id
