-- Stores a limit, or the values that an operator overrides, and replaces the stored ones.
update {t}limit_rule set
  scope = @scope, scope_of = @scope_of, spec = @spec, until_at = @until, set_at = {now}, who = @who, reason = @reason
where name = @name and source = @source and scope_key = @scope_key;
insert into {t}limit_rule (name, source, scope_key, scope, scope_of, spec, until_at, set_at, who, reason)
select @name, @source, @scope_key, @scope, @scope_of, @spec, @until, {now}, @who, @reason
where not exists (
  select 1 from {t}limit_rule known where known.name = @name and known.source = @source and known.scope_key = @scope_key);
