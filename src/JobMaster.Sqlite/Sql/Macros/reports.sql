-- The progress of attempts that is sent.
select
    unhex(value ->> 'id') as id, value ->> 'claim_no' as claim_no, value ->> 'progress' as progress,
    value ->> 'progress_text' as progress_text
  from json_each(@reports)
