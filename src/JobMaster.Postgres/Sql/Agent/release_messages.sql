-- Makes leased messages deliverable again after a delay, or at their old place without one, unless they were delivered again since.
update {t}agent_message message set
  available_at = case when @delay > 0 then {clock} + @delay * interval '1 microsecond' else message.pushed_at end
from json_to_recordset(@messages) as sent (seq bigint, deliveries integer)
where message.seq = sent.seq and message.deliveries = sent.deliveries;
