-- Records that definitions are in use, if they were not recorded for a while, in the order of their hashes.
update (select given.hash from ({definitions}) given order by given.hash limit 100000) wanted
straight_join {t}definition known force index (primary) on known.hash = wanted.hash
set known.last_seen_at = {now}
where known.last_seen_at < {kept_since};
