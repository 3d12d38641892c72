-- Sets for the connection how long it waits for a lock from now on if the caller says so, and limits this batch.
if @patience is not null
begin
  declare @given int = {milliseconds};
  exec sys.sp_set_session_context @key = N'jobmaster_wait', @value = @given;
end;
{patiently}
