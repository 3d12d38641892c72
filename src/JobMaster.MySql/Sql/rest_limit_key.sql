-- Makes a key of a limit rest until a time, unless it already rests for longer.
insert into {t}limit_key (name, in_use, rest_until)
values (@name, 0, @until)
on duplicate key update rest_until = case when rest_until > values(rest_until) then rest_until else values(rest_until) end;
