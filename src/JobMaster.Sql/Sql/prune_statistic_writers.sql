-- Deletes writers of statistics that have not written for their retention.
delete from {t}statistic_writer where seen_at < {kept_since};
