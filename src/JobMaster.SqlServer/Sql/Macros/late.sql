-- Whether a job was claimed after it had expired, as a number.
case when expires_at < attempted_at then 1 else 0 end
