-- The columns of a job in history or among the failed jobs.
{carried_columns}, state, finalized_at, {ended_columns}
