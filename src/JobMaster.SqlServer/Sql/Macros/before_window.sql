-- The time before which a pushed job may have run and been pruned. A window of a thousand years or more reaches back that far.
case when @window > 31536000000000000 then dateadd(year, -1000, {now})
    else dateadd(microsecond, -(@window % 1000000),
        dateadd(second, -(@window / 1000000 % 86400), dateadd(day, -(@window / 1000000 / 86400), {now}))) end
