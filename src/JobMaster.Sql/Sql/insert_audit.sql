-- Stores what operators did, in the transaction of the change itself.
insert into {t}audit (
  id, filed_at, who, host, source, action, target_kind, target_id, reason, old_values, new_values, operation_id, call_key)
select id, {now}, who, host, source, action, target_kind, target_id, reason, old_values, new_values, operation_id, call_key
from ({audits}) given;
