-- Whether a worker names the lane of a job, or a pattern whose text before the star begins the lane. Lanes of jobs have no star.
(served.lane = job.lane
  or (right(served.lane, 1) = N'*'
    and substring(job.lane, 1, len(served.lane) - 1) = substring(served.lane, 1, len(served.lane) - 1)))
