-- Fragment: only running jobs. They are few and found first, so that the order by id does not make SQLite read all live jobs.
and id in (select running.id from {t}job running where running.state = 2)
