-- The keys of a job's limits without the mark of those it holds.
case when limits like '+%' then substr(limits, 2) else limits end
