-- Reads limits by their names, and what operators override of them.
select name, source, scope_key, scope, scope_of, spec, until_at, set_at, who, reason
from {t}limit_rule
where name {in_names} and (until_at is null or until_at > {now});
