-- Whether a job was claimed after it had expired, as a number.
cast(coalesce(expires_at < attempted_at, false) as {integer})
