-- Makes one new job live unless its id is live already; returns it if it was new. A now-job is due when it is created.
insert into {t}job (id, created_at, scheduled_at, due_at, {given_columns}, entry)
values (
  @id, {now},
  coalesce(@due_at, {now} + interval least(@delay, {time_left}) microsecond),
  coalesce(@due_at, {now} + interval least(@delay, {time_left}) microsecond),
  {given_values}, @token)
on duplicate key update seq = seq;
select id, created_at, due_at from {t}job where id = @id and entry = @token;
