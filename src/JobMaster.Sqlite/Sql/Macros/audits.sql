-- The entries to add to the audit.
select
    unhex(value ->> 'id') as id, value ->> 'who' as who, value ->> 'host' as host, value ->> 'source' as source,
    value ->> 'action' as action, value ->> 'target_kind' as target_kind, value ->> 'target_id' as target_id,
    value ->> 'reason' as reason, value ->> 'old_values' as old_values, value ->> 'new_values' as new_values,
    unhex(value ->> 'operation_id') as operation_id, value ->> 'call_key' as call_key
  from json_each(@audits)
