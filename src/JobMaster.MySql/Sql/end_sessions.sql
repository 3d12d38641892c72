-- Ends these sessions.
delete gone
from ({given_ids}) given
straight_join {t}session gone force index (primary) on gone.id = given.id;
