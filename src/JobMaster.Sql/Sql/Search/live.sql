-- Searches live jobs; the table, conditions and order are added from the fragments.
select {live_summary}
