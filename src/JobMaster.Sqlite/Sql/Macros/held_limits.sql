-- The keys of a job's limits, each with the mark of those it holds.
char(1) || replace(replace(limits, char(1), ''), char(10), char(10) || char(1))
