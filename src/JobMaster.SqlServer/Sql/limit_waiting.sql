-- Limits how long each batch of the connection that waits for a lock waits for it, until the connection goes back to the pool.
declare @wait int = {milliseconds};
exec sys.sp_set_session_context @key = N'jobmaster_wait', @value = @wait;
