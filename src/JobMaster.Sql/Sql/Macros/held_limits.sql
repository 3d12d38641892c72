-- The keys of a job's limits with the mark of those it holds.
'+' || limits
