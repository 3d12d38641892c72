-- Fragment: latest to become final first.
order by finalized_at desc, id desc limit @limit
