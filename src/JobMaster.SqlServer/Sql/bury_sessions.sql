-- Ends the sessions whose beat has not changed since they were judged; returns which.
delete session
output deleted.id
from ({seen_sessions}) seen
join {t}session session on session.id = seen.id and session.beat = seen.beat;
