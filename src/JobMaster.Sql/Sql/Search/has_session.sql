-- Fragment: only jobs of one session, looked at in each row and by no index.
and case when session_id = @session then 1 else 0 end = 1
