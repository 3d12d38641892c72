-- When a replaced job is due: at the time of the last call, but at most its longest wait after it was created.
case
    when coalesce(sent.due_at, case when coalesce(sent.delay, 0) > datediff_big(microsecond, {now}, {last_time}) then {last_time}
    else dateadd(microsecond, coalesce(sent.delay, 0) % 1000000,
        dateadd(second, coalesce(sent.delay, 0) / 1000000 % 86400, dateadd(day, coalesce(sent.delay, 0) / 1000000 / 86400, {now}))) end)
      > coalesce(case when sent.longest_wait > datediff_big(microsecond, job.created_at, {last_time}) then {last_time}
    else dateadd(microsecond, sent.longest_wait % 1000000,
        dateadd(second, sent.longest_wait / 1000000 % 86400, dateadd(day, sent.longest_wait / 1000000 / 86400, job.created_at))) end,
        {last_time})
      then case when sent.longest_wait > datediff_big(microsecond, job.created_at, {last_time}) then {last_time}
    else dateadd(microsecond, sent.longest_wait % 1000000,
        dateadd(second, sent.longest_wait / 1000000 % 86400, dateadd(day, sent.longest_wait / 1000000 / 86400, job.created_at))) end
    else coalesce(sent.due_at, case when coalesce(sent.delay, 0) > datediff_big(microsecond, {now}, {last_time}) then {last_time}
    else dateadd(microsecond, coalesce(sent.delay, 0) % 1000000,
        dateadd(second, coalesce(sent.delay, 0) / 1000000 % 86400, dateadd(day, coalesce(sent.delay, 0) / 1000000 / 86400, {now}))) end)
  end
