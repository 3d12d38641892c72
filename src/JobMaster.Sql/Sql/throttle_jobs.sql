-- Moves jobs with limits, also parked ones, to where claims do not look; they are no longer marked as holding permits.
update {t}job set state = case when state = 1 then 1 else 7 end, limits = {bare_limits}
where id {in_ids} and state in (0, 1, 3, 7);
