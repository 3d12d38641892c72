-- Says when sessions ended, from which time on their names are kept for the retention of jobs.
update {t}session_name set ended_at = {now} where id {in_ids} and ended_at is null;
