-- Sets one control.
update {t}operator_control set amount = @amount, set_at = {now}, until_at = @until, who = @who, reason = @reason
where kind = @kind and name = @name and host = @host;
insert into {t}operator_control (kind, name, host, amount, set_at, until_at, who, reason)
select @kind, @name, @host, @amount, {now}, @until, @who, @reason
where not exists (select 1 from {t}operator_control known where known.kind = @kind and known.name = @name and known.host = @host);
