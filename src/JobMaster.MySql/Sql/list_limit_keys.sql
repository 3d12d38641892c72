-- Lists keys of limits after a place, the most used first, with how many jobs wait for each, up to 1,000, and since when the first has
-- waited.
select
  used.name, used.in_use, used.next_at, {now}, used.rest_until, used.held_by,
  {waiting_count},
  {waiting_since}
from {t}limit_key used
where (@name is null or used.name = @name or substr(used.name, 1, char_length(@prefix)) = @prefix)
  and (used.in_use < @in_use or (used.in_use = @in_use and used.name > @after))
order by used.in_use desc, used.name
limit @limit;
