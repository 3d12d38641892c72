-- The columns of a job in history or among the failed jobs.
{carried_columns}, state, finalized_at, failures, lost_count, duration, error, progress, progress_text, result, last_result, fingerprint
