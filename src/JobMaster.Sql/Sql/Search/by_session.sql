-- Fragment: only running jobs of one session, by index.
and state = 2 and session_id = @session
