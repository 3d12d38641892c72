-- Lists the audit; conditions and order are added from the fragments.
select id, filed_at, who, host, source, action, target_kind, target_id, reason, old_values, new_values, operation_id,
  call_key
from {t}audit
where 1 = 1
