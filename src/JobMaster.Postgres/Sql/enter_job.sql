-- Makes one new job live unless its id is live already; returns it if it was new. A now-job is due when it is created.
insert into {t}job (id, created_at, scheduled_at, due_at, {given_columns})
values (
  @id, {now},
  coalesce(@due_at, least({now} + @delay * interval '1 microsecond', timestamptz '9999-12-31 23:59:59.999999+00')),
  coalesce(@due_at, least({now} + @delay * interval '1 microsecond', timestamptz '9999-12-31 23:59:59.999999+00')),
  {given_values})
on conflict (id) do nothing
returning id, created_at, due_at;
