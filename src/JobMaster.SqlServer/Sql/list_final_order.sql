-- Fragment: latest to become final first.
order by finalized_at desc, id desc offset 0 rows fetch next @limit rows only
