-- Makes a writer of statistics known; one that is known stays as it is.
insert into {t}statistic_writer (id, last_sequence, seen_at)
values (@id, 0, {now});
