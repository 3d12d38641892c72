-- Says that these definitions are in use, but of those that nobody has said it of for a while.
update known set last_seen_at = {now}
from ({definitions}) given
join {t}definition known {free} on known.hash = given.hash
where known.last_seen_at < {kept_since};
