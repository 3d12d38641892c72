-- The running jobs a session holds.
select id, claim_no from {t}job where session_id = @session and state = 2;
