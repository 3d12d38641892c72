-- The entries to add to the audit.
select
    convert(binary(16), sent.id, 2) as id, sent.who, sent.host, sent.source, sent.action, sent.target_kind, sent.target_id, sent.reason,
    sent.old_values, sent.new_values, convert(binary(16), sent.operation_id, 2) as operation_id, sent.call_key
  from openjson(@audits) with (
    id char(32) '$.id', who nvarchar(max) '$.who', host nvarchar(max) '$.host', source nvarchar(max) '$.source',
    action nvarchar(max) '$.action', target_kind nvarchar(max) '$.target_kind', target_id nvarchar(max) '$.target_id',
    reason nvarchar(max) '$.reason', old_values nvarchar(max) '$.old_values', new_values nvarchar(max) '$.new_values',
    operation_id char(32) '$.operation_id', call_key nvarchar(max) '$.call_key') sent
