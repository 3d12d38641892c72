-- Fragment: a page of the audit, the newest first.
order by filed_at desc, id desc limit @limit;
