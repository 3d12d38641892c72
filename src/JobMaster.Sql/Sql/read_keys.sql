-- Reads who holds each of these keys: the job, the key's turn, and whether the time is over for which it is kept.
select key, job_id, turn, cast(coalesce(expires_at <= {now}, false) as integer) from {t}job_key where key {in_keys};
