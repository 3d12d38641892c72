-- Makes leased messages deliverable again after a delay, or at their old place without one, unless they were delivered again since.
update {t}agent_message as message set
  available_at = iif(@delay > 0, {clock} + @delay, message.pushed_at)
from json_each(@messages) sent
where message.seq = sent.value ->> 'seq' and message.deliveries = sent.value ->> 'deliveries';
