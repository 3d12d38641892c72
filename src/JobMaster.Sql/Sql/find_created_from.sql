-- Fragment: only jobs created from an instant on.
and created_at >= @created_from
