-- Limits how long this batch waits for a lock, as limit_waiting.sql or an earlier batch set it for the connection; without a limit if none
-- did.
declare @wait int = coalesce(cast(session_context(N'jobmaster_wait') as int), -1);
set lock_timeout @wait;
