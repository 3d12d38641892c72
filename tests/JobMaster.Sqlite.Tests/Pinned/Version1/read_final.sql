-- Returns which of these jobs are final.
select id from {t}job_history where id in (select unhex(value) from json_each($ids))
union all
select id from {t}job_failed where id in (select unhex(value) from json_each($ids));
