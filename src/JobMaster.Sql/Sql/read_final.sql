-- Returns which of these jobs are final.
select id from {t}job_history where id {in_ids} {since_ids}
union all
select id from {t}job_failed where id {in_ids};
