-- Fragment: only jobs of one lane.
and lane = @lane
