-- The jobs that are about to leave live work, in the order of their ids, and their end. With if_asked, only jobs that were asked to stop.
select top ({job_limit})
    convert(binary(16), sent.id, 2) as left_id, sent.claim_no as left_claim, sent.state as left_state,
    coalesce(sent.if_asked, 0) as if_asked, coalesce(sent.failures, 0) as left_failures, coalesce(sent.losses, 0) as left_losses,
    sent.duration as left_duration, sent.error as left_error, sent.progress as left_progress, sent.progress_text as left_progress_text,
    sent.result as left_result, sent.last_result as left_last_result, sent.fingerprint as left_fingerprint
  from openjson(@leaving) with (
    id char(32) '$.id', claim_no int '$.claim_no', state smallint '$.state', if_asked int '$.if_asked', failures int '$.failures',
    losses int '$.losses', duration bigint '$.duration', error nvarchar(max) '$.error', progress float '$.progress',
    progress_text nvarchar(max) '$.progress_text', result nvarchar(max) '$.result', last_result smallint '$.last_result',
    fingerprint nvarchar(200) '$.fingerprint') sent
  order by left_id
