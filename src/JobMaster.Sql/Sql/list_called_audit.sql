-- Lists the audit of calls whose key is in a range of text, by the key first; conditions and order are added from the fragments.
with called as materialized (
  select id, filed_at, who, host, source, action, target_kind, target_id, reason, old_values, new_values, operation_id, call_key
  from {t}audit
  where call_key >= @call_from and call_key < @call_before)
select id, filed_at, who, host, source, action, target_kind, target_id, reason, old_values, new_values, operation_id, call_key
from called
where true
