-- Fragment: only the jobs with the given ids.
and id {in_ids}
