-- The values that a claim sets.
state = 2, claim_no = claim_no + 1, session_id = @session, attempted_at = {now}, duration = null, progress = null, progress_text = null
