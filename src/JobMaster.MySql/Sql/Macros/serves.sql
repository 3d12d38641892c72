-- Whether a lane of a worker, or a pattern, takes the lane of a job.
(served.lane = job.lane
  or (substr(served.lane, char_length(served.lane)) = '*'
    and substr(job.lane, 1, char_length(served.lane) - 1) = substr(served.lane, 1, char_length(served.lane) - 1)))
