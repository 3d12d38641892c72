-- Deletes counts of failures that the same transaction has added to their groups.
delete gone
from ({given_ids}) given
straight_join {t}failure_delta gone force index (primary) on gone.id = given.id;
