-- The jobs that are about to leave live work, and their end. With if_asked, only jobs that were asked to stop. Each row is written out
-- once, not once for each of its members.
with sent_row as materialized (
  select value from json_each(@leaving))
select
    unhex(value ->> 'id') as left_id, value ->> 'claim_no' as left_claim, value ->> 'state' as left_state,
    coalesce(value ->> 'if_asked', 0) as if_asked, coalesce(value ->> 'failures', 0) as left_failures, coalesce(value ->> 'losses',
    0) as left_losses, value ->> 'duration' as left_duration, value ->> 'error' as left_error, value ->> 'progress' as left_progress,
    value ->> 'progress_text' as left_progress_text, value ->> 'result' as left_result, value ->> 'last_result' as left_last_result,
    value ->> 'fingerprint' as left_fingerprint
  from sent_row
