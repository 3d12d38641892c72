-- Makes a key of a limit rest until a time, unless it already rests for longer.
insert into {t}limit_key (name, in_use, rest_until)
values (@name, 0, @until)
on conflict (name) do update set
  rest_until = case when {t}limit_key.rest_until > excluded.rest_until then {t}limit_key.rest_until else excluded.rest_until end;
