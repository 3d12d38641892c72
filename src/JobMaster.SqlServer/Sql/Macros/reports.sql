-- The progress of attempts that is sent.
select convert(binary(16), sent.id, 2) as id, sent.claim_no, sent.progress, sent.progress_text
  from openjson(@reports) with (
    id char(32) '$.id', claim_no int '$.claim_no', progress float '$.progress', progress_text nvarchar(max) '$.progress_text') sent
