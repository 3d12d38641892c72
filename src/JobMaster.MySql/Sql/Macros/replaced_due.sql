-- When a replaced job is due: at the time of the last call, but at most its longest wait after it was created.
least(
    coalesce(sent.due_at, {now} + interval least(coalesce(sent.delay, 0), {time_left}) microsecond),
    coalesce(
      job.created_at + interval least(sent.longest_wait, timestampdiff(microsecond, job.created_at, {last_time})) microsecond, {last_time}))
