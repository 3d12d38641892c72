-- Registers a writer of statistics unless it is registered already.
insert into {t}statistic_writer (id, last_sequence, seen_at)
values (@id, 0, {now})
on duplicate key update last_sequence = last_sequence;
