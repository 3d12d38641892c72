-- Makes leased messages deliverable again after a delay, or at their old place without one, unless they were delivered again since.
update ({sent_messages}) sent
straight_join {t}agent_message message force index (primary) on message.seq = sent.seq and message.deliveries = sent.deliveries
set message.available_at = case when @delay > 0 then {clock} + interval @delay microsecond else message.pushed_at end;
