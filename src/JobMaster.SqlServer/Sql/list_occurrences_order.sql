-- Fragment: a page of occurrences, the latest first.
order by occurs_at desc, by_hand desc offset 0 rows fetch next @limit rows only;
