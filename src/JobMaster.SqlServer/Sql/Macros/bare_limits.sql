-- The keys of a job's limits without the marks of those it holds.
replace(limits, nchar(1), N'')
