-- The limits of the job that a statement changes, beside a batch that has limits too.
inserted.limits
