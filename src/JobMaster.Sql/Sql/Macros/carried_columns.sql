-- The columns that a job keeps when it moves between the live jobs, history and the failed jobs.
id, claim_no, session_id, attempted_at, created_at, scheduled_at, due_at, {given_columns}
