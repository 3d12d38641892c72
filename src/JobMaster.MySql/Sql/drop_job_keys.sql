-- Frees the keys of jobs that are about to be pruned, except keys whose time is not over; skips those that are locked.
select held.`key`
from {t}job_key held force index (job_key_job)
where held.job_id {in_ids} and (held.expires_at is null or held.expires_at <= {now})
for update skip locked;
-- then write
delete gone
from (select sent.sent_key from json_table(@picked, '$[*]' columns (sent_key longtext {exact} path '$')) sent) picked
straight_join {t}job_key gone force index (primary) on gone.`key` = picked.sent_key
where gone.job_id {in_ids} and (gone.expires_at is null or gone.expires_at <= {now});
