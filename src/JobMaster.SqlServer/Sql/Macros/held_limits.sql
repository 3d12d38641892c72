-- The keys of a job's limits, each with the mark of those it holds.
nchar(1) + replace(replace(limits, nchar(1), N''), nchar(10), nchar(10) + nchar(1))
