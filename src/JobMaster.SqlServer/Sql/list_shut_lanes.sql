-- Lists the paused lanes in which jobs with limits wait for the lane to resume. Steps from one to the next by the index, however many jobs
-- each has.
declare @found table (name nvarchar(400) collate Latin1_General_100_BIN2 not null primary key);
declare @name nvarchar(400) = (select min(gate) from {t}job_gate where gate >= N'~');
while @name like N'~%'
begin
  insert into @found (name) values (@name);
  set @name = (select min(gate) from {t}job_gate where gate > @name);
end;
select name from @found order by name;
