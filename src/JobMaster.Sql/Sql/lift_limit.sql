-- Removes a limit, or what an operator overrides of it.
delete from {t}limit_rule where name = @name and source = @source and scope_key = @scope_key;
