-- Whether an id is one of those with a value in their metadata.
in (select job_id from {t}job_metadata where name = @metadata_name and value = @metadata_value)
