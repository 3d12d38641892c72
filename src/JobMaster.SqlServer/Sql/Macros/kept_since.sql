-- The time before which rows with a retention may be deleted. A retention of a thousand years or more reaches back that far.
case when @retention > 31536000000000000 then dateadd(year, -1000, {now})
    else dateadd(microsecond, -(@retention % 1000000),
        dateadd(second, -(@retention / 1000000 % 86400), dateadd(day, -(@retention / 1000000 / 86400), {now}))) end
