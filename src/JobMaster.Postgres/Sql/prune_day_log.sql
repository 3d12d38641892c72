-- Deletes up to a limit of log lines of the given jobs; returns how many it found. The count includes those that another node deletes
-- meanwhile: the statement waits for it, and then they are gone.
with found as (
  select ctid as place from {t}job_log where job_id {in_ids} limit @limit
), deleted as (
  delete from {t}job_log where ctid = any (array(select place from found))
)
select count(*) from found;
