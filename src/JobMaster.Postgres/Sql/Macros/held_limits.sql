-- The keys of a job's limits, each with the mark of those it holds.
chr(1) || replace(replace(limits, chr(1), ''), chr(10), chr(10) || chr(1))
