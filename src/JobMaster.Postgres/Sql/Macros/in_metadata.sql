-- Whether an id is one of those with a value in their metadata. An array,
-- so that each is looked up by the index whatever the statistics say.
= any (array(select job_id from {t}job_metadata where name = @metadata_name and value = @metadata_value))
