-- Makes sure that history has a place for today and for a number of days after it; returns how many days were added.
select {t}prepare_history({now}, @days);
