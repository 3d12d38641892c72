-- Makes leased messages deliverable again after a delay, at their old place when there is none, unless they were delivered again since.
update {t}agent_message message set
  available_at = case when @delay > 0 then {clock} + @delay * interval '1 microsecond' else message.pushed_at end
from json_to_recordset(@messages) as sent (seq bigint, deliveries integer)
where message.seq = sent.seq and message.deliveries = sent.deliveries;
