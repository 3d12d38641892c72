-- Fragment: only jobs created before an instant.
and created_at < @created_before
