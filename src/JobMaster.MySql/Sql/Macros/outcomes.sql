-- The outcomes of attempts that are sent.
select
    unhex(sent.id) as id, sent.claim_no, sent.kind, sent.duration, sent.delay, sent.error, sent.progress, sent.progress_text,
    sent.parked_reason, sent.reader
  from json_table(@outcomes, '$[*]' columns (
    id char(32) path '$.id', claim_no bigint path '$.claim_no', kind bigint path '$.kind', duration bigint path '$.duration',
    delay bigint path '$.delay', error longtext {exact} path '$.error', progress double path '$.progress',
    progress_text longtext {exact} path '$.progress_text', parked_reason bigint path '$.parked_reason',
    reader longtext {exact} path '$.reader')) sent
