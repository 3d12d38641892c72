-- The outcomes of attempts that are sent.
-- Each row is written out once, not once for each of its members.
with sent_row as materialized (
  select value from json_each(@outcomes))
select
    unhex(value ->> 'id') as id, value ->> 'claim_no' as claim_no, value ->> 'kind' as kind, value ->> 'duration' as duration,
    value ->> 'delay' as delay, value ->> 'error' as error, value ->> 'progress' as progress,
    value ->> 'progress_text' as progress_text, value ->> 'parked_reason' as parked_reason, value ->> 'reader' as reader
  from sent_row
