-- Makes leased messages deliverable again after a delay, or at their old place without one, unless they were delivered again since.
update message set
  available_at = case when @delay > 0 then case when @delay > datediff_big(microsecond, {clock}, {last_time}) then {last_time}
    else dateadd(microsecond, @delay % 1000000, dateadd(second, @delay / 1000000 % 86400, dateadd(day, @delay / 1000000 / 86400, {clock})))
        end else message.pushed_at end
from ({sent_messages}) sent
join {t}agent_message message on message.seq = sent.seq and message.deliveries = sent.deliveries;
