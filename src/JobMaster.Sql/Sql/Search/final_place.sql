-- Finds a place among final jobs; the table, conditions and order are added from the fragments.
select finalized_at
