-- Fragment: only jobs of one session.
and session_id = @session
