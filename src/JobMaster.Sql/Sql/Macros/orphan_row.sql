-- An orphaned job, what it becomes, and its error; null keeps the error that it has.
id, definition_id, lane, priority,
  case
    when cancel_requested then 6
    when expires_at < {now} then 6
    when lost_count + 1 >= @max_losses then 5
    else 2
  end,
  claim_no,
  case
    when cancel_requested then case when error is null then 'cancelled on request' end
    when expires_at < {now} then 'expired'
    else 'worker lost'
  end, limits
