-- Whether the lane of a job is one that a worker names, or begins with
-- what stands before the star of a pattern. Lanes of jobs have no star.
(served.lane = job.lane
  or (substr(served.lane, length(served.lane)) = '*'
    and substr(job.lane, 1, length(served.lane) - 1) = substr(served.lane, 1, length(served.lane) - 1)))
