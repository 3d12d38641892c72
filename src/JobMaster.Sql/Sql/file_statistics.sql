-- Files a batch of statistics.
insert into {t}statistic_batch (id, writer_id, sequence, filed_at, content)
values ({new_id}, @id, @sequence, {now}, @content);
