-- Whether the lane of a job is one that a worker names, or begins with
-- what stands before the star of a pattern. Lanes of jobs have no star.
(served.lane = job.lane
  or (right(served.lane, 1) = N'*'
    and substring(job.lane, 1, len(served.lane) - 1) = substring(served.lane, 1, len(served.lane) - 1)))
