-- Searches final jobs; the table, conditions and order are added from the fragments.
select {final_summary}
