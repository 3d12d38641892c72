-- The outcomes of attempts that are sent, in the order of the ids.
select top ({job_limit})
    convert(binary(16), sent.id, 2) as id, sent.claim_no, sent.kind, sent.duration, sent.delay, sent.error, sent.progress,
    sent.progress_text, sent.parked_reason, sent.reader {exact} as reader
  from openjson(@outcomes) with (
    id char(32) '$.id', claim_no int '$.claim_no', kind int '$.kind', duration bigint '$.duration', delay bigint '$.delay',
    error nvarchar(max) '$.error', progress float '$.progress', progress_text nvarchar(max) '$.progress_text',
    parked_reason smallint '$.parked_reason', reader nvarchar(max) '$.reader') sent
  order by id
