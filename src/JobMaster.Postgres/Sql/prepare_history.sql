-- Makes sure that history has a place for the day that is now and so many days after it; returns how many days were added.
select {t}prepare_history({now}, @days);
