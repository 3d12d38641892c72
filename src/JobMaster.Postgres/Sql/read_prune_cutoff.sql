-- The day in UTC before which finished jobs may be dropped.
select date_trunc('day', ({kept_since}) at time zone 'UTC') at time zone 'UTC';
