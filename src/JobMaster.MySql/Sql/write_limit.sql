-- Stores a limit, or the values that an operator overrides, and replaces the stored ones.
insert into {t}limit_rule (name, source, scope_key, scope, scope_of, spec, until_at, set_at, who, reason)
values (@name, @source, @scope_key, @scope, @scope_of, @spec, @until, {now}, @who, @reason)
on duplicate key update
  scope = values(scope), scope_of = values(scope_of), spec = values(spec), until_at = values(until_at), set_at = values(set_at),
  who = values(who), reason = values(reason);
