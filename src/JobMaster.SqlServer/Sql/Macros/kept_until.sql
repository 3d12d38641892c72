-- The time until which a sent key is kept; null means as long as its job.
case when kept_for > datediff_big(microsecond, {now}, {last_time}) then {last_time}
    else dateadd(microsecond, kept_for % 1000000,
        dateadd(second, kept_for / 1000000 % 86400, dateadd(day, kept_for / 1000000 / 86400, {now}))) end
