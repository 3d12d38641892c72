-- The jobs that agents delivered, due when they were pushed, or those that replace waiting ones.
{given_jobs}
