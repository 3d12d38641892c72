-- Groups whose counts are all folded. The list of names is made once.
fingerprint not in (select delta.fingerprint from {t}failure_delta delta)
