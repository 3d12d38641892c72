-- Fragment: the rest of a live job.
, null, null, null, null, null
