-- Lists the keys at whose gates jobs wait, in their order after a place, and what is in use of each. Leaves out where parked jobs wait, or
-- those of paused lanes. Steps from one gate to the next by the index, however many jobs each has.
declare @found table (name nvarchar(400) collate Latin1_General_100_BIN2 not null primary key);
declare @turn int = 0, @name nvarchar(400) = case when @after {exact} > N'!' then @after else N'!' end;
while @turn < @limit
begin
  set @name = (select min(gate) from {t}job_gate where gate > @name);
  if @name like N'~%' set @name = (select min(gate) from {t}job_gate where gate >= nchar(127));
  if @name is null break;
  insert into @found (name) values (@name);
  set @turn = @turn + 1;
end;
select
  found.name, coalesce(used.in_use, 0) - coalesce((select sum(entry.freed) from {t}limit_ledger entry where entry.name = found.name), 0),
  used.next_at, {now}, used.rest_until, used.held_by
from @found found
left join {t}limit_key used on used.name = found.name
order by found.name;
