-- Fragment: only jobs of one session, checked in each row without an index.
and case when session_id = @session then 1 else 0 end = 1
