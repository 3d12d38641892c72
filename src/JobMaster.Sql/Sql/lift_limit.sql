-- Removes a limit, or the values that an operator overrides.
delete from {t}limit_rule where name = @name and source = @source and scope_key = @scope_key;
