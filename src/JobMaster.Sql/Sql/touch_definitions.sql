-- Says that these definitions are in use, but of those that nobody has said it of for a while.
update {t}definition set last_seen_at = {now}
where hash in (
  select hash from {t}definition
  where hash in (select hash from ({definitions}) given) and last_seen_at < {kept_since}
  order by hash
  {skip_locked});
