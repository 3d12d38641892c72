-- Lists the audit entries of one call about the named targets, by the range of its ids.
select id, filed_at, who, host, source, action, target_kind, target_id, reason, old_values, new_values, operation_id, call_key
from {t}audit
where target_id {in_names} and id >= @call_first and id <= @call_last;
