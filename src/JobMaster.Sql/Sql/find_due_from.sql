-- Fragment: only jobs due from an instant on.
and due_at >= @due_from
