-- Fragment: only what was done at an instant or later.
and filed_at >= @filed_from
