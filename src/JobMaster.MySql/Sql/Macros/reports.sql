-- The progress of attempts that is sent.
select
    unhex(sent.id) as id, sent.claim_no, sent.progress, sent.progress_text
  from json_table(@reports, '$[*]' columns (
    id char(32) path '$.id', claim_no bigint path '$.claim_no', progress double path '$.progress',
    progress_text longtext {exact} path '$.progress_text')) sent
