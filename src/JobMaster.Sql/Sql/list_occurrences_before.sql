-- Fragment: only occurrences before an instant.
and occurs_at < @before
