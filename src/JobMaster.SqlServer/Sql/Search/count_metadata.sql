-- Counts the jobs with a value in their metadata, up to a limit.
select count(*) from (
  select top (@limit) 1 as found from {t}job_metadata where name = @metadata_name and value = @metadata_value) counted;
