-- Fragment: a page of the audit, the newest first.
order by filed_at desc, id desc offset 0 rows fetch next @limit rows only;
