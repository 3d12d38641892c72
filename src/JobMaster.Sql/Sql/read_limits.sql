-- Reads limits and the values that operators override.
select name, source, scope_key, scope, scope_of, spec, until_at, set_at, who, reason
from {t}limit_rule
where until_at is null or until_at > {now};
