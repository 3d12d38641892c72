-- When an operation is worked on next; null for now.
case when @delay > datediff_big(microsecond, {now}, {last_time}) then {last_time}
    else dateadd(microsecond, @delay % 1000000,
        dateadd(second, @delay / 1000000 % 86400, dateadd(day, @delay / 1000000 / 86400, {now}))) end
