-- Fragment: a page of schedules by id.
order by id limit @limit;
