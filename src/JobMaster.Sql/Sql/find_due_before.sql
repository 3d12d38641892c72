-- Fragment: only jobs due before an instant.
and due_at < @due_before
