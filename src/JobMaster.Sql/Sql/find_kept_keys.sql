-- Finds which of these jobs still have a key that drop_job_keys.sql should have freed: another transaction has locked it.
select distinct job_id from {t}job_key
where job_id {in_ids} and (expires_at is null or expires_at <= {now});
