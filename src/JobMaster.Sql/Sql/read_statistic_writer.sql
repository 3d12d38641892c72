-- Whether a writer of statistics is known.
select 1 from {t}statistic_writer where id = @id;
