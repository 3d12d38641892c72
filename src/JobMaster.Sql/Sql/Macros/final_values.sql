-- The final columns of a live job that leaves. A job that succeeded does not show the error of an earlier attempt; the attempt keeps it.
{carried_columns}, left_state, {now}, failures + left_failures, lost_count + left_losses, coalesce(left_duration, duration),
  case when left_state = 4 then left_error else coalesce(left_error, error) end,
  coalesce(left_progress, progress), coalesce(left_progress_text, progress_text), left_result, left_last_result, left_fingerprint
