-- Makes orphaned jobs wait again at their old place, those claimed before they were due for their time, one loss more; from the second on they wait to run alone.
update {t}job set state = iif(lost_count + 1 >= 2, 3, 0), lost_count = lost_count + 1,
  due_at = iif(due_at > attempted_at, due_at, min(due_at, coalesce($now, cast(unixepoch('subsec') * 1000 as integer) * 1000)))
where id in (select unhex(value) from json_each($ids)) and state = 2;
