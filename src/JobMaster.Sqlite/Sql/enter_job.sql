-- Makes one new job live unless its id is live already.
insert into {t}job (id, created_at, scheduled_at, due_at, {given_columns})
values (@id, @created_at, @due_at, @due_at, {given_values})
on conflict (id) do nothing;
