-- Records that these definitions are in use. Writes only those that were not recorded for a while.
update {t}definition set last_seen_at = {now}
where hash in (
  select hash from {t}definition
  where hash in (select hash from ({definitions}) given) and last_seen_at < {kept_since}
  order by hash
  {skip_locked});
