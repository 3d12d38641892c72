-- Fragment: only actions within a range of text.
and action >= @action_from and action < @action_before
