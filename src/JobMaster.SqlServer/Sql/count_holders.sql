-- Counts the jobs that hold a permit of a key, and the permits given back but not added up yet. A job that ends moves from one to the
-- other, so both are counted again until no job ends meanwhile. After the last try a permit may be counted twice, but none is missed.
declare @turn int = 0, @before bigint, @freed bigint, @holders bigint;
while @turn < 10
begin
  set @before = coalesce((select sum(entry.freed) from {t}limit_ledger entry where entry.name = @name), 0);
  set @holders = (select count(*) from {t}job where state in (0, 2, 3) and limits is not null and {holds_permit});
  set @freed = coalesce((select sum(entry.freed) from {t}limit_ledger entry where entry.name = @name), 0);
  if @freed = @before break;
  set @turn = @turn + 1;
end;
select @holders as holders, @freed as freed;
