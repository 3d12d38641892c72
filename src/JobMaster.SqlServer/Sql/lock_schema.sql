-- Lets one starter at a time migrate these tables, until the transaction ends; waits at most two minutes.
declare @locked int;
exec @locked = sys.sp_getapplock @Resource = N'jobmaster {t}', @LockMode = N'Exclusive', @LockOwner = N'Transaction', @LockTimeout = 120000;
select case when @locked >= 0 then 1 else 0 end;
