-- Deletes up to a limit of the indexed metadata of the given jobs; returns how many it found, as with attempts.
with found as (
  select ctid as place from {t}job_metadata where job_id {in_ids} limit @limit
), deleted as (
  delete from {t}job_metadata where ctid = any (array(select place from found))
)
select count(*) from found;
