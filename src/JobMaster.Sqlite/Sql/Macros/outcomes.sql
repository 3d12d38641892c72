-- The outcomes of attempts that are sent.
select
    unhex(value ->> 'id') as id, value ->> 'claim_no' as claim_no, value ->> 'kind' as kind, value ->> 'duration' as duration,
    value ->> 'delay' as delay, value ->> 'error' as error, value ->> 'progress' as progress,
    value ->> 'progress_text' as progress_text, value ->> 'parked_reason' as parked_reason, value ->> 'reader' as reader
  from json_each(@outcomes)
