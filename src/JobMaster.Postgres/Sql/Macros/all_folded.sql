-- Groups whose counts are all folded. An anti join, since a list of names beyond work_mem would be read for each group.
not exists (select 1 from {t}failure_delta delta where delta.fingerprint = {t}failure_group.fingerprint)
