-- Takes jobs with limits out of what claims look at, those that are parked too; what they held is no longer marked.
update {t}job force index (job_id) set state = case when state = 1 then 1 else 7 end, limits = {bare_limits}
where id {in_ids} and state in (0, 1, 3, 7);
