-- Reads which other live job holds the unique key of a job: one that waits, or one that runs if the rule of either job holds the key that
-- long.
select held.job_id
from {t}job_unique given
join {t}job_key held on held.key_hash = cast(hashbytes('SHA2_256', given.[key]) as binary(32))
join {t}job holder on holder.id = held.job_id
left join {t}job_unique held_rule on held_rule.job_id = held.job_id
where given.job_id = @id and held.job_id <> @id and (holder.state <> 2 or given.hold = 2 or held_rule.hold = 2);
