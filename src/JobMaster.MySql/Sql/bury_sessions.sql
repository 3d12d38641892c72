-- Ends the sessions whose beat has not changed since it was read; returns which.
select session.id
from ({seen_sessions}) seen
straight_join {t}session session force index (primary) on session.id = seen.id and session.beat = seen.beat
for update;
-- then write
delete gone
from ({picked_ids}) picked
straight_join {t}session gone force index (primary) on gone.id = picked.id;
