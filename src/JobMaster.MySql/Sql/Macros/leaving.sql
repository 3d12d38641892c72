-- The jobs that are about to leave live work, and their end. With if_asked, only jobs that were asked to stop.
select
    unhex(sent.id) as left_id, sent.claim_no as left_claim, sent.state as left_state, coalesce(sent.if_asked, 0) as if_asked,
    coalesce(sent.failures, 0) as left_failures, coalesce(sent.losses, 0) as left_losses, sent.duration as left_duration,
    sent.error as left_error, sent.progress as left_progress, sent.progress_text as left_progress_text, sent.result as left_result,
    sent.last_result as left_last_result, sent.fingerprint as left_fingerprint
  from json_table(@leaving, '$[*]' columns (
    id char(32) path '$.id', claim_no bigint path '$.claim_no', state bigint path '$.state', if_asked bigint path '$.if_asked',
    failures bigint path '$.failures', losses bigint path '$.losses', duration bigint path '$.duration',
    error longtext {exact} path '$.error', progress double path '$.progress', progress_text longtext {exact} path '$.progress_text',
    result longtext {exact} path '$.result', last_result bigint path '$.last_result', fingerprint longtext {exact} path '$.fingerprint'))
        sent
