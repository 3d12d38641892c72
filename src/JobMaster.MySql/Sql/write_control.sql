-- Sets one control, or changes it.
insert into {t}operator_control (kind, name, host, amount, set_at, until_at, who, reason)
values (@kind, @name, @host, @amount, {now}, @until, @who, @reason)
on duplicate key update
  amount = values(amount), set_at = values(set_at), until_at = values(until_at), who = values(who), reason = values(reason);
