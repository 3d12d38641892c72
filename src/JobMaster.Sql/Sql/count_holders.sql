-- Counts the jobs that hold a permit of a key, and the permits that were given back and
-- are not added up. Both at one moment: a job that ends moves from one to the other.
select
  (select count(*) from {t}job where state in (0, 2, 3) and limits is not null and {holds_permit}),
  coalesce((select sum(entry.freed) from {t}limit_ledger entry where entry.name = @name), 0);
