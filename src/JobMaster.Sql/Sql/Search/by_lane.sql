-- Fragment: only jobs of one lane, by index.
and lane = @lane
