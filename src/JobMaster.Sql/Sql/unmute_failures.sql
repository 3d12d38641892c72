-- Unmutes a group of failed jobs, whether or not it has jobs now; changes no row if it is not muted.
update {t}failure_group set muted_until = null, muted_below = 0
where fingerprint = @fingerprint and muted_until > {now};
