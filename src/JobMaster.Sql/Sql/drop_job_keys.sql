-- Frees the keys of jobs that are about to be pruned, except keys whose time is not over.
delete from {t}job_key where job_id {in_ids} and (expires_at is null or expires_at <= {now});
