-- The keys of a job's limits, each with the mark of those it holds.
concat(
    char(1 using utf8mb4),
    replace(replace(limits, char(1 using utf8mb4), ''), char(10 using utf8mb4), concat(char(10 using utf8mb4), char(1 using utf8mb4))))
