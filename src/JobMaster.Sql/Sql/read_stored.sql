-- Reads when jobs were created and are due, wherever they are.
select id, created_at, due_at from {t}job where id {in_ids}
union all
select id, created_at, due_at from {t}job_failed where id {in_ids}
union all
select id, created_at, due_at from {t}job_history where id {in_ids} {since_ids};
