-- Makes one new job live unless its id is live already; returns it if it was new. A now-job is due when it is created.
{patiently}
insert into {t}job (id, created_at, scheduled_at, due_at, {given_columns})
output inserted.id, inserted.created_at, inserted.due_at
select
  @id, {now},
  coalesce(@due_at, case when @delay > datediff_big(microsecond, {now}, {last_time}) then {last_time}
    else dateadd(microsecond, @delay % 1000000,
        dateadd(second, @delay / 1000000 % 86400, dateadd(day, @delay / 1000000 / 86400, {now}))) end),
  coalesce(@due_at, case when @delay > datediff_big(microsecond, {now}, {last_time}) then {last_time}
    else dateadd(microsecond, @delay % 1000000,
        dateadd(second, @delay / 1000000 % 86400, dateadd(day, @delay / 1000000 / 86400, {now}))) end),
  {given_values}
where not exists (select 1 from {t}job stored where stored.id = @id);
