-- The limits of the job that a statement changes, next to a batch that has limits too.
limits
