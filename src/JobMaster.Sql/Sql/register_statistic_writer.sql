-- Registers a writer of statistics; a known one stays as it is.
insert into {t}statistic_writer (id, last_sequence, seen_at)
values (@id, 0, {now})
on conflict (id) do nothing;
