-- Fragment: only jobs with a value in their metadata, by index.
and id {in_metadata}
