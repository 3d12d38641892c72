-- The carried columns of a failed job that is live again, due now, and those it begins anew with.
id, claim_no, session_id, attempted_at, created_at, scheduled_at, {now}, {given_columns}, 0, 0, 0, duration, error, progress, progress_text
