-- Counts the jobs that hold a permit of a key, and the permits given back but not added up yet. Counts both at one moment, because a job
-- that ends moves from one to the other.
select
  (select count(*) from {t}job where state in (0, 2, 3) and limits is not null and {holds_permit}),
  coalesce((select sum(entry.freed) from {t}limit_ledger entry where entry.name = @name), 0);
