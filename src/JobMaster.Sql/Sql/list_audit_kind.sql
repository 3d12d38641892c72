-- Fragment: only what was done to one kind of thing.
and target_kind = @target_kind
