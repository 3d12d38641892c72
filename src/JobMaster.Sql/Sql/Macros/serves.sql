-- Whether a worker names the lane of a job, or a pattern whose text before the star begins the lane. Lanes of jobs have no star.
(served.lane = job.lane
  or (substr(served.lane, length(served.lane)) = '*'
    and substr(job.lane, 1, length(served.lane) - 1) = substr(served.lane, 1, length(served.lane) - 1)))
