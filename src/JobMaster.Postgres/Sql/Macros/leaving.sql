-- The jobs that are about to leave live work, and their end. With if_asked, only jobs that were asked to stop. The statement waits at most
-- the given time for a job that another transaction holds.
select
    id as left_id, claim_no as left_claim, state as left_state, coalesce(if_asked, 0) as if_asked, coalesce(failures,
    0) as left_failures, coalesce(losses, 0) as left_losses, duration as left_duration, error as left_error, progress as left_progress,
    progress_text as left_progress_text, result as left_result, last_result as left_last_result, fingerprint as left_fingerprint
  from (select case when @patience is not null then set_config('lock_timeout', @patience, true) end) patience
  cross join json_to_recordset(@leaving) as sent (id uuid, claim_no integer, state integer, if_asked integer, failures integer,
  losses integer, duration bigint, error text, progress double precision, progress_text text, result text, last_result integer,
  fingerprint text)
