-- Returns the outcomes that match no running job but were recorded by an earlier sending: 1 as sent, 0 as cancelled instead.
with outcome as (
  {outcomes}),
found as (
  select
    outcome.id, outcome.claim_no,
    case
      when exists (
          select 1 from {t}job_attempt attempt
          where attempt.job_id = outcome.id and attempt.claim_no = outcome.claim_no
            and attempt.result = case outcome.kind when 2 then 2 when 4 then 2 when 5 then 4 when 6 then 5 when 7 then 7 end)
        or exists (
          select 1 from {t}job_history history
          where history.id = outcome.id {since_outcome}
            and history.claim_no = outcome.claim_no and history.state = case outcome.kind when 1 then 4 when 3 then 6 end)
        or exists (
          select 1 from {t}job_failed failed
          where failed.id = outcome.id and failed.claim_no = outcome.claim_no and failed.last_result = outcome.kind and outcome.kind = 2)
        then 1
      when outcome.kind >= 4
        and not exists (
          select 1 from {t}job_attempt attempt
          where attempt.job_id = outcome.id and attempt.claim_no = outcome.claim_no)
        and exists (
          select 1 from {t}job_history history
          where history.id = outcome.id {since_outcome}
            and history.claim_no = outcome.claim_no and history.state = 6)
        then 0
    end as as_sent
  from outcome)
select id, claim_no, as_sent from found where as_sent is not null;
