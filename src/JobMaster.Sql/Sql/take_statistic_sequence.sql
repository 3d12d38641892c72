-- Takes a sequence of a writer of statistics; changes no row if it, or a later one, was taken before.
update {t}statistic_writer
set last_sequence = @sequence, seen_at = {now}
where id = @id and last_sequence < @sequence;
