-- A live job as ChangingJob reads it.
id, claim_no, state, cast(cancel_requested as {integer}),
    case when state = 2 then 3 when due_at > {now} then 1 when state = 7 then 7 else 2 end,
  due_at, lane, priority, expires_at, cast(parked_reason as {integer}), {now}, limits
