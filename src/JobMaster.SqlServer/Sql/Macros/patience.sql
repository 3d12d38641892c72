-- Sets how long the connection waits for a lock from now on if the caller asks for it, and limits this batch.
if @patience is not null
begin
  declare @given int = {milliseconds};
  exec sys.sp_set_session_context @key = N'jobmaster_wait', @value = @given;
end;
{patiently}
