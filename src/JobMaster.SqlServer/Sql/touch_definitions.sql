-- Records that these definitions are in use. Writes only those that were not recorded for a while.
update known set last_seen_at = {now}
from ({definitions}) given
join {t}definition known {free} on known.hash = given.hash
where known.last_seen_at < {kept_since};
