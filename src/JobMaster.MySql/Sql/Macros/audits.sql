-- The entries to add to the audit.
select
    unhex(sent.id) as id, sent.who, sent.host, sent.source, sent.action, sent.target_kind, sent.target_id, sent.reason,
    sent.old_values, sent.new_values, unhex(sent.operation_id) as operation_id, sent.call_key
  from json_table(@audits, '$[*]' columns (
    id char(32) path '$.id', who longtext {exact} path '$.who', host longtext {exact} path '$.host',
    source longtext {exact} path '$.source', action longtext {exact} path '$.action',
    target_kind longtext {exact} path '$.target_kind', target_id longtext {exact} path '$.target_id',
    reason longtext {exact} path '$.reason', old_values longtext {exact} path '$.old_values',
    new_values longtext {exact} path '$.new_values', operation_id char(32) path '$.operation_id',
    call_key longtext {exact} path '$.call_key')) sent
