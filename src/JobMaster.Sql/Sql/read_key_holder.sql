-- Reads which other live job holds the unique key of a job: one that waits, or one that runs if the rule of either job holds the key that
-- long.
select held.job_id
from {t}job_unique rule
join {t}job_key held on held.key = rule.key
join {t}job holder on holder.id = held.job_id
left join {t}job_unique held_rule on held_rule.job_id = held.job_id
where rule.job_id = @id and held.job_id <> @id and (holder.state <> 2 or rule.hold = 2 or held_rule.hold = 2);
