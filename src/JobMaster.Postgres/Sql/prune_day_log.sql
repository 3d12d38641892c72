-- Deletes up to a limit of log lines of the jobs given; returns how many it found. Those that
-- another node deletes meanwhile count too: they are gone once the statement has waited for it.
with found as (
  select ctid as place from {t}job_log where job_id {in_ids} limit @limit
), deleted as (
  delete from {t}job_log where ctid = any (array(select place from found))
)
select count(*) from found;
