-- Fragment: only running jobs, by their index. They are found first, so that the order by id does not make SQLite read all live jobs.
and id in (select running.id from {t}job running where running.state = 2)
