-- Fragment: only what was done before an instant.
and filed_at < @filed_before
