-- The entries to add to the audit.
select * from json_to_recordset(@audits) as sent (id uuid, who text, host text, source text, action text, target_kind text, target_id text,
reason text, old_values text, new_values text, operation_id uuid,
call_key text)
