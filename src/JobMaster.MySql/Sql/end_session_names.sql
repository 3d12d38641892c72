-- Says when sessions ended, from which time on their names are kept for the retention of jobs.
update ({given_ids}) given
straight_join {t}session_name ended force index (primary) on ended.id = given.id
set ended.ended_at = {now}
where ended.ended_at is null;
