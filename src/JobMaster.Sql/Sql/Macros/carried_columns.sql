-- What a job keeps on its way between the live jobs, history and the failed jobs.
id, claim_no, session_id, attempted_at, created_at, scheduled_at, due_at, {given_columns}
