-- Counts the jobs that hold a permit of a key.
select count(*) from {t}job where state in (0, 2, 3) and limits is not null and {holds_permit};
