-- Finds jobs of a lane that were let through their limits and are not claimed, and holds them, passing over those that are locked.
select top (@limit) id, limits from {t}job {free}
where state = 0 and lane = @lane and limits is not null;
