-- Limits how long each batch of the connection waits for a lock, until the connection goes back to the pool.
declare @wait int = {milliseconds};
exec sys.sp_set_session_context @key = N'jobmaster_wait', @value = @wait;
