-- Stores a limit, or the values that an operator overrides, and replaces the stored ones.
insert into {t}limit_rule (name, source, scope_key, scope, scope_of, spec, until_at, set_at, who, reason)
values (@name, @source, @scope_key, @scope, @scope_of, @spec, @until, {now}, @who, @reason)
on conflict (name, source, scope_key) do update set
  scope = excluded.scope, scope_of = excluded.scope_of, spec = excluded.spec, until_at = excluded.until_at, set_at = excluded.set_at,
  who = excluded.who, reason = excluded.reason;
