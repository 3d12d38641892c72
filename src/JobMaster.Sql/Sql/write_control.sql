-- Sets one control.
insert into {t}operator_control (kind, name, host, amount, set_at, until_at, who, reason)
values (@kind, @name, @host, @amount, {now}, @until, @who, @reason)
on conflict (kind, name, host) do update set
  amount = excluded.amount, set_at = excluded.set_at, until_at = excluded.until_at, who = excluded.who, reason = excluded.reason;
