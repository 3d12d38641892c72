-- How long a statement waits for a lock that another transaction holds.
select coalesce(cast(session_context(N'jobmaster_wait') as nvarchar(20)), N'-1') + N'ms';
