-- The jobs that are about to leave live work, by the claim that each must still have.
select
    unhex(sent.id) as left_id, sent.claim_no as left_claim, coalesce(sent.if_asked, 0) as if_asked
  from json_table(@leaving, '$[*]' columns (
    id char(32) path '$.id', claim_no bigint path '$.claim_no', if_asked bigint path '$.if_asked')) sent
