-- The keys of a job's limits without the marks of those it holds.
replace(limits, char(1 using utf8mb4), '')
